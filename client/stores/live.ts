import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Hello, Pulse } from '../../shared/live.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { ConnectionSink } from '../live/connection.ts'
import { useClock } from './clock.ts'

/** Without a pulse for so long, what is shown is not live, whatever the socket still believes. */
export const SILENT_AFTER: DurationMs = 4_000

/** What the page knows about its server: is it there, which one, how old is the last word. */
export const useLive = defineStore('live', () => {
  const clock = useClock()
  const hello = shallowRef<Hello | null>(null)
  const pulse = shallowRef<Pulse | null>(null)
  const linked = ref(false)
  /** A page that came back still shows what it had, until each part of it has heard anew. */
  const upToDate = ref(true)
  /** The server was replaced by another version while this page was open. */
  const outdated = ref(false)
  const heardAt = ref<EpochMs | null>(null)

  const serverAge = computed<DurationMs | null>(() =>
    heardAt.value === null ? null : Math.max(0, clock.now - heardAt.value),
  )
  const connected = computed(() => linked.value && (serverAge.value ?? 0) < SILENT_AFTER)
  /** Before the first hello nothing is known, so nothing is called lost either. */
  const lost = computed(() => heardAt.value !== null && !(connected.value && upToDate.value))
  const demo = computed(() => hello.value?.demo ?? false)

  const sink: ConnectionSink = {
    hello(message) {
      if (hello.value && hello.value.build !== message.build) outdated.value = true
      hello.value = message
      clock.sync(message.now)
      heardAt.value = message.now
    },
    pulse(message) {
      pulse.value = message
      clock.pulse(message)
      heardAt.value = message.now
    },
    connected(now) {
      linked.value = now
    },
    upToDate(now) {
      upToDate.value = now
    },
  }
  return { hello, pulse, linked, outdated, heardAt, serverAge, connected, lost, demo, sink }
})
