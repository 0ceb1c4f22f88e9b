import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** Nobody touched the wall for so long. */
const UNTOUCHED: DurationMs = MINUTE
/** A wall that is never quiet takes the new page nevertheless. */
const LATEST: DurationMs = HOUR

interface Moment {
  /** Since when the server has another page; null: it has the same. */
  outdatedSince: EpochMs | null
  now: EpochMs
  /** Is the server there? Else there is nothing to load. */
  connected: boolean
  critical: boolean
  /** A number counts down to something that stops. */
  counting: boolean
  touchedAt: EpochMs | null
}

/** Whether a wall that nobody attends may load the new page now. */
export function mayReload({ outdatedSince, now, connected, critical, counting, touchedAt }: Moment): boolean {
  if (outdatedSince === null || !connected) return false
  if (now - outdatedSince >= LATEST) return true
  return !critical && !counting && (touchedAt === null || now - touchedAt >= UNTOUCHED)
}
