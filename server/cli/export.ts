import { EXPORT_FORMATS, EXPORTS, type ExportFormat, type ExportName } from '../../shared/export.ts'
import type { NoticeCode } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { defaultDataFolder, readConfig } from '../config.ts'
import type { Ago, ExportOrder } from '../exports/order.ts'
import { writeExport, type Told } from '../exports/write.ts'
import { writeTo } from '../exports/write-stream.ts'
import { PastFile } from '../history/past-file.ts'
import { HistoryError } from '../history/store.ts'
import { optionsOf, queryOf } from '../http/export-request.ts'
import { exportOf } from '../http/export-params.ts'
import { HttpProblem } from '../http/problem.ts'
import { printable } from '../log.ts'
import { namesIn, notesIn } from '../said-of-folder.ts'
import { isAgo, parseMoment } from './findings.ts'
import { mustBeOther } from './other-file.ts'
import { Progress } from './progress.ts'
import { UsageError } from './usage-error.ts'

export interface ExportFlags {
  from?: string
  to?: string
  at?: string
  step?: string
  filter: string
  zone?: string
  delimiter: string
  bom?: boolean
  format: string
  gzip?: boolean
  output?: string
  resume?: boolean
  verbose?: boolean
  data?: string
  config?: string
}

/** It is the request that cannot be done. */
const REQUESTS: ReadonlySet<NoticeCode> = new Set(['export-no-part', 'history-older', 'history-newer'])

/**
 * `rollcall export NAME`: a file of the history, read as the server reads it. Resolves to the exit status: 1 when it could
 * not be written or read to its end. Throws `UsageError`.
 */
export async function exportCommand(
  name: string,
  flags: ExportFlags,
  now: EpochMs,
  interruption: () => Promise<void>,
): Promise<number> {
  const order = orderOf(name, flags, now)
  const settings = flags.config === undefined ? {} : readConfig(flags.config)
  const folder = flags.data ?? settings.data ?? defaultDataFolder(process.env)
  if (!PastFile.isIn(folder)) throw new UsageError(`There is no history in ${folder}. Remedy: --data FOLDER.`)
  if (flags.output !== undefined) mustBeOther(flags.output, folder)
  if (order.name === 'findings') order.options.notes = notesIn(folder)
  let stopped = false
  void interruption().then(() => (stopped = true))
  const past = new PastFile(folder, namesIn(folder))
  const progress = new Progress(order.name)
  const told = teller(order.name, progress, flags.verbose === true, () => stopped)
  try {
    if (flags.output === undefined) await writeTo(process.stdout, past, order, told)
    else await writeExport(past, order, flags.output, { told, resume: flags.resume === true, keep: true })
    progress.clear()
    return 0
  } catch (error) {
    progress.clear()
    if (!(error instanceof HistoryError)) throw error
    if (REQUESTS.has(error.notice.code)) throw new UsageError(error.message)
    process.stderr.write(`rollcall: ${printable(error.message)}\n`)
    return 1
  } finally {
    await past.stop()
  }
}

/** How many rows there are is told first, then how far it has come; null: nobody wants to know. */
function teller(name: string, progress: Progress, verbose: boolean, stopped: () => boolean): Told {
  let announced = false
  return (rows, all) => {
    if (verbose && !announced) process.stderr.write(`rollcall: ${name}: ${all} rows\n`)
    announced = true
    progress.line(`${name}: ${rows} of ${all} rows`)
    return !stopped()
  }
}

/** The same words as the API has, and the same defaults. */
function orderOf(name: string, flags: ExportFlags, now: EpochMs): ExportOrder {
  const set = EXPORTS.find((one): one is ExportName => one === name)
  if (set === undefined) throw new UsageError(`There is no export "${name}"; exports are ${EXPORTS.join(', ')}.`)
  const format = EXPORT_FORMATS.find((one): one is ExportFormat => one === flags.format)
  if (format === undefined) throw new UsageError(`There is no format "${flags.format}"; formats are csv and jsonl.`)
  if (flags.resume === true && flags.output === undefined) throw new UsageError('--resume needs -o FILE.')
  if (flags.resume === true && flags.gzip === true) {
    throw new UsageError('A compressed file cannot go on where it broke: leave out --resume or --gzip.')
  }
  const { filter, delimiter, step, zone, bom = false, gzip = false } = flags
  const typed = Object.entries({ from: flags.from, to: flags.to, at: flags.at }).flatMap(([key, text]) =>
    text === undefined ? [] : [{ key, text, at: moment(text, now) }],
  )
  const query = {
    ...(Object.fromEntries(typed.map(({ key, at }) => [key, String(at)])) as Record<string, string>),
    filter,
    delimiter,
    bom: String(bom),
    gzip: String(gzip),
    ...(step === undefined ? {} : { step }),
    ...(zone === undefined ? {} : { zone }),
  }
  try {
    const parameters = exportOf(set, query, now)
    const ago: Ago = Object.fromEntries(typed.filter(({ text }) => isAgo(text)).map(({ key, text }) => [key, text]))
    return { name: set, query: queryOf(parameters), options: optionsOf(parameters, format), gzip, ago }
  } catch (error) {
    if (error instanceof HttpProblem) throw new UsageError(error.message)
    throw error
  }
}

function moment(text: string, now: EpochMs): EpochMs {
  const at = parseMoment(text, now)
  if (at === null) throw new UsageError(`"${text}" is no time, as in 2025-11-26T08:00:00Z or 7d.`)
  return at
}
