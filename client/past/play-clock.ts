import type { DurationMs, EpochMs } from '../../shared/time.ts'

/** How much faster than life. */
export const SPEEDS = [1, 10, 60, 600] as const
export type Speed = (typeof SPEEDS)[number]

/** The past is asked for at most so often. */
export const PLAY_TICK: DurationMs = 500

/** Where a run began: the moment that was shown, and the wall clock then. */
export interface Run {
  at: EpochMs
  wall: EpochMs
  speed: Speed
}

/** The moment that a run has come to; null: it has caught up with the present. */
export function playedTo({ at, wall, speed }: Run, now: EpochMs, present: EpochMs): EpochMs | null {
  const reached = at + Math.max(0, now - wall) * speed
  return reached >= present ? null : Math.floor(reached / 1_000) * 1_000
}
