import { setImmediate } from 'node:timers/promises'
import { sentence } from '../../shared/notice.ts'
import { DAY, LAST_INSTANT, type EpochMs } from '../../shared/time.ts'
import type { GmiFormula } from '../../shared/segment.ts'
import { defaultDataFolder, readConfig } from '../config.ts'
import { dryRun } from '../dry-run/index.ts'
import { PastFile } from '../history/past-file.ts'
import { HistoryError } from '../history/store.ts'
import { settingsOf } from '../segment-config.ts'
import { LineOutput } from './output.ts'
import { UsageError } from './usage-error.ts'

interface FindingsOptions {
  from: EpochMs
  to: EpochMs | null
  data: string | null
  config: string | null
  formula: GmiFormula
}

/** Days that are gone through at most. */
const MOST_DAYS = 31

/**
 * `rollcall findings`: the rules over a range of the history, as if they had been asked then. One line a finding, then a
 * last one. Resolves to the exit status. Throws `UsageError`.
 */
export async function findings(
  { data, config, formula, from, ...range }: FindingsOptions,
  now: EpochMs,
): Promise<number> {
  const settings = config === null ? {} : readConfig(config)
  const folder = data ?? settings.data ?? defaultDataFolder(process.env)
  if (!PastFile.isIn(folder)) throw new UsageError(`There is no history in ${folder}. Remedy: --data FOLDER.`)
  const to = Math.min(range.to ?? now, now)
  if (from >= to) throw new UsageError('--from must be before --to.')
  if (to - from > MOST_DAYS * DAY) throw new UsageError(`A dry run goes through ${MOST_DAYS} days at most.`)
  const past = new PastFile(folder)
  try {
    const rules = { formula, settingsOf: settingsOf(settings.findings, settings.segment) }
    const { rows, more, notJudged } = await dryRun(past, { from, to, ...rules }, () => setImmediate())
    const output = new LineOutput()
    const counts: Record<string, number> = {}
    for (const row of rows) {
      counts[row.code] = (counts[row.code] ?? 0) + 1
      output.line(row)
    }
    output.line({ final: 'end', from, to, findings: counts, ...(more > 0 ? { more } : {}), notJudged })
    await output.flush()
    return output.failed ? 1 : 0
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(sentence(error.notice))
    throw error
  } finally {
    await past.stop()
  }
}

const AGO = /^(\d{1,4})([dh])$/

/** The same words are another time a moment later. */
export const isAgo = (text: string): boolean => AGO.test(text)

/** `2025-11-26T08:00:00Z`, a day, epoch milliseconds, or so long ago: `7d`, `12h`. null when it is none. */
export function parseMoment(text: string, now: EpochMs): EpochMs | null {
  const ago = AGO.exec(text)
  if (ago) return now - Number(ago[1]) * (ago[2] === 'd' ? DAY : DAY / 24)
  if (/^\d{10,16}$/.test(text)) return Number(text) <= LAST_INSTANT ? Number(text) : null
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}
