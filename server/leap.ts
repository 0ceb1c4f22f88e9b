import { SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'

/** A clock that was silent for so long slept: the machine was suspended, or its clock was set on. */
const ASLEEP: DurationMs = 30 * SECOND

/** Whether a clock that ticks several times a second leapt on from where it stood. Before its first tick it stands nowhere. */
export const leapt = (from: EpochMs | null, to: EpochMs): boolean =>
  from !== null && Number.isFinite(from) && to - from > ASLEEP
