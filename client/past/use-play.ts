import { onScopeDispose, ref, watch } from 'vue'
import type { EpochMs } from '../../shared/time.ts'
import { useClock } from '../stores/clock.ts'
import { usePast } from '../stores/past.ts'
import { PLAY_TICK, playedTo, type Run, type Speed } from './play-clock.ts'

interface PlaySink {
  at: () => EpochMs | null
  go: (at: EpochMs) => unknown
  toLive: () => unknown
}

/**
 * Plays the past: sets the moment that the run has come to, and leaves out those for which the page has no answer yet. At
 * the present it stops, and the page is live.
 */
export function usePlay({ at, go, toLive }: PlaySink) {
  const clock = useClock()
  const past = usePast()
  const playing = ref(false)
  const speed = ref<Speed>(10)
  let run: Run | null = null
  let timer: ReturnType<typeof setInterval> | undefined
  /** Where the run has set it: another moment is the reader's, and the run goes on from there. */
  let set: EpochMs | null = null

  const wall = (): EpochMs => clock.wallNow()
  function begin(): void {
    const moment = at()
    run = moment === null ? null : { at: moment, wall: wall(), speed: speed.value }
    set = moment
  }
  function tick(): void {
    if (at() !== set) begin()
    if (run === null) return stop()
    if (past.asking > 0) return
    const reached = playedTo(run, wall(), clock.present)
    if (reached === null) {
      stop()
      toLive()
      return
    }
    set = reached
    go(reached)
  }
  function stop(): void {
    clearInterval(timer)
    playing.value = false
    run = null
  }
  function play(): void {
    if (at() === null) return
    playing.value = true
    begin()
    clearInterval(timer)
    timer = setInterval(tick, PLAY_TICK)
  }
  const toggle = (): void => (playing.value ? stop() : play())
  watch(speed, () => {
    if (playing.value) begin()
  })
  onScopeDispose(stop)
  return { playing, speed, toggle, stop }
}
