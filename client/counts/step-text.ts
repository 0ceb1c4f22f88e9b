import { HOUR, type DurationMs } from '../../shared/time.ts'
import { briefly, coarse } from '../format/duration.ts'

/** How long a step is, all of them whole units: `10 min`, `6 h`, `1 d`. */
export const stepText = (step: DurationMs): string => (step < HOUR ? coarse(step) : briefly(step))
