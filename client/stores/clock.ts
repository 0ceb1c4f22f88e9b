import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Pulse } from '../../shared/live.ts'
import type { SourceClock } from '../../shared/source.ts'
import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'

export const PAGE_TICK: DurationMs = 1_000
export const WALL_TICK: DurationMs = 250

/** Where a source's clock stands when the server's wall clock stands at `wall`. */
export const extrapolate = (clock: SourceClock, wall: EpochMs): EpochMs => clock.at + (wall - clock.wall) * clock.rate

/** A clock that was so far from the wall when it was read is that of a capture. */
const CAPTURED_BEFORE: DurationMs = HOUR

/** Where the past ends: now, or, of captures alone, where the newest of their clocks stands. */
export function presentOf(clocks: readonly SourceClock[], now: EpochMs): EpochMs {
  const captured = clocks.length > 0 && clocks.every(({ at, wall }) => wall - at > CAPTURED_BEFORE)
  return captured ? Math.max(...clocks.map((clock) => extrapolate(clock, now))) : now
}

/**
 * The one clock of the page: the server's, kept by an offset, so that a browser with a wrong clock counts down right.
 * One ticker moves every countdown, so they all change in the same frame.
 */
export const useClock = defineStore('clock', () => {
  /** Server wall clock minus this browser's. */
  const offset = ref<DurationMs>(0)
  /** The server's wall clock at the last tick. */
  const now = ref<EpochMs>(Date.now())
  const clocks = shallowRef<ReadonlyMap<string, SourceClock>>(new Map())
  /** Each source has a clock: none of them waits for its first frame. */
  const clocked = ref(false)
  /** The moment that the page is seen as of: from it ages are counted, and nothing ticks. null: the page is live. */
  const pinned = ref<EpochMs | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let period = PAGE_TICK

  const serverNow = (): EpochMs => Date.now() + offset.value
  function tick(): void {
    now.value = serverNow()
    // On the full second of the server, so that the clock on the wall never skips one.
    timer = setTimeout(tick, period - (serverNow() % period) + 5)
  }
  function start(every: DurationMs = PAGE_TICK): void {
    period = every
    clearTimeout(timer)
    tick()
  }
  function stop(): void {
    clearTimeout(timer)
  }
  function sync(server: EpochMs): void {
    const measured = server - Date.now()
    // A pulse that was long under way would move the clock back and forth: only real steps move it.
    if (Math.abs(measured - offset.value) > 250) offset.value = measured
  }
  function pulse(message: Pulse): void {
    sync(message.now)
    const next = new Map<string, SourceClock>()
    for (const source of message.sources) if (source.clock) next.set(source.name, source.clock)
    clocks.value = next
    clocked.value = next.size === message.sources.length
  }
  /**
   * Where the clock of a source stands at this tick, or at the pinned moment; the server's wall clock when it is not known.
   * `wall`: when the server's wall clock stood there, in place of this tick.
   */
  const sourceNow = (source: string, wall: EpochMs | null = null): EpochMs => {
    if (pinned.value !== null) return pinned.value
    const clock = clocks.value.get(source)
    const at = wall ?? now.value
    return clock ? extrapolate(clock, at) : at
  }
  const present = computed(() => presentOf(clocked.value ? [...clocks.value.values()] : [], now.value))
  /** How far this browser's clock is off, when that is worth telling. */
  const skew = computed(() => (Math.abs(offset.value) > 2_000 ? offset.value : 0))

  return { now, wallNow: serverNow, clocks, present, pinned, skew, start, stop, sync, pulse, sourceNow }
})
