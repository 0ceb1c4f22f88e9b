import { setTimeout } from 'node:timers/promises'
import type { DryRun } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'
import { SEGMENT_SETTINGS, type SegmentSettings } from '../findings/settings.ts'
import type { RollOptions } from '../roll.ts'
import { dryRun, SLICE } from './index.ts'
import type { PastSource } from './past.ts'

/** Dry runs over a history, with the settings of the running server and others laid over them. */
export const dryRunner =
  (history: PastSource, options: RollOptions) =>
  (range: { from: EpochMs; to: EpochMs }, settings: Partial<SegmentSettings>, signal: AbortSignal): Promise<DryRun> => {
    const { settingsOf = () => SEGMENT_SETTINGS } = options
    const over = { ...options, ...range, settingsOf: (segment: string) => ({ ...settingsOf(segment), ...settings }) }
    // The capture has half of the time at least; whoever went away ends it.
    return dryRun(history, over, () => setTimeout(SLICE, undefined, { signal }))
  }
