import { DAY, type EpochMs } from '../../shared/time.ts'
import { DAYS, lastDue, periodBefore, periodOf, type Schedule } from './schedule.ts'

/** A period that was exported, or that was over when the export was asked for. */
export interface Done {
  label: string
  /** When, by the clock of then; null: an earlier version did not keep it. */
  at: EpochMs | null
}

/** Periods ahead of the clock up to which it is they that are wrong, where no other tells: a clock may start in 1970. */
const AHEAD = 31

/**
 * What of `done`, the newest last, is done at `now`. A period that is not over yet, or that was exported at a moment which
 * has not come, was exported while the clock stood ahead: its file is not whole, and it is due again. `settled`: up to
 * there the history has all.
 */
export function standing(schedule: Schedule, done: readonly Done[], now: EpochMs, settled: EpochMs): readonly Done[] {
  // The newest is the last: where it is over, all are.
  const over = done.findLastIndex(({ label }) => periodOf(schedule, label).to <= now)
  const found = done.filter(({ at }, i) => i <= over && (at ?? now) <= now)
  if (found.length > 0 || done.length === 0) return found
  const due = lastDue(schedule, settled)
  const most = due.to + AHEAD * DAYS[schedule.every] * DAY
  if (done.some(({ label }) => periodOf(schedule, label).to > most)) return done
  const before = done.map(({ label }) => periodBefore(schedule, periodOf(schedule, label)).label)
  return [{ label: [due.label, ...before].sort()[0]!, at: now }]
}
