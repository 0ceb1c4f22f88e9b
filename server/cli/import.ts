import { setImmediate } from 'node:timers/promises'
import type { ImportRow } from '../../shared/imports.ts'
import { sentence, type NoticeCode } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { History, HistoryError, ImportSession } from '../history/store.ts'
import { importCapture, type CaptureImport, type Imported } from '../import/run.ts'
import { fileOf } from '../import/survey.ts'
import { printable } from '../log.ts'
import { tapOf, type TapConfig } from '../import/tap-config.ts'
import { forgetServer } from '../server-file.ts'
import { Progress } from './progress.ts'
import { UsageError } from './usage-error.ts'

export interface ImportOptions {
  files: readonly string[]
  /** All files are one capture of this name; null: each is one of its own. */
  name: string | null
  data: string
  tap: TapConfig
}

export type KeptCapture = Omit<CaptureImport, 'taken' | 'tap'> & { tap: TapConfig }

/** Somewhere captures can be put in: the history of a folder, or the server that holds it. */
export interface CaptureKeeper {
  take(capture: KeptCapture, progress: Progress): Promise<Imported>
  /** null: there is none of this name. */
  remove(name: string): Promise<ImportRow | null>
  close(): Promise<void>
}

/** Nothing was wrong with the command line or the files: the history could not take it. */
const FAULTS: ReadonlySet<NoticeCode> = new Set([
  'history-disk-full',
  'history-write-failed',
  'history-damaged',
  'history-stopped',
  'import-interrupted',
  'capture-changed',
  'capture-not-kept',
  'imports-busy',
  'import-goes-on',
])

/** `rollcall import FILE...`. Resolves to the exit status. */
export async function importCaptures(
  { files, name, tap }: ImportOptions,
  keeper: CaptureKeeper,
  importedAt: EpochMs,
): Promise<number> {
  const captures = name === null ? files.map((file) => [file]) : [files]
  let status = 0
  for (const paths of captures) {
    const progress = new Progress(paths.length === 1 ? (paths[0] ?? '') : (name ?? ''))
    try {
      const imported = await keeper.take({ files: paths.map(fileOf), name, tap, importedAt }, progress)
      progress.clear()
      tell(imported)
    } catch (error) {
      progress.clear()
      if (!(error instanceof HistoryError)) throw error
      process.stderr.write(`rollcall: ${printable(error.message)}\n`)
      status = Math.max(status, statusOf(error))
      if (FAULTS.has(error.notice.code)) break
    }
  }
  return status
}

function statusOf({ notice: { code } }: HistoryError): number {
  // A capture of a quiet hour is none that is wrong.
  if (code === 'capture-no-frames') return 0
  return FAULTS.has(code) ? 1 : 2
}

function tell({ known, row }: Imported): void {
  if (!known && row.cut) process.stderr.write(`rollcall: ${printable(sentence(row.cut))}\n`)
  const range = `${isoOf(row.from)} to ${isoOf(row.to)}`
  const what = `${row.frames} frames, ${row.igmp} with IGMP or MLD, ${range}`
  process.stdout.write(`${row.name}: ${known ? 'in the history already' : 'put in'}: ${what}\n`)
}

/** `rollcall import --remove NAME`. Resolves to the exit status. */
export async function removeCapture(name: string, keeper: CaptureKeeper): Promise<number> {
  const row = await keeper.remove(name)
  if (!row) throw new UsageError(`There is no imported capture ${name}. Remedy: rollcall import --list`)
  process.stdout.write(`${name}: taken out: ${row.frames} frames\n`)
  return 0
}

/** `rollcall import --list`. */
export function listCaptures(rows: readonly ImportRow[]): number {
  if (rows.length === 0) process.stderr.write('No capture was put in yet. Remedy: rollcall import FILE...\n')
  for (const { name, state, from, to, frames, files } of rows) {
    const range = `${isoOf(from)} to ${isoOf(to)}`
    process.stdout.write(`${name}  ${state}  ${range}  ${frames} frames  ${printable(files.join(' '))}\n`)
  }
  return 0
}

const isoOf = (at: EpochMs | null): string => (at === null ? '-' : new Date(at).toISOString())

/** The history of a folder that no server holds. Throws the notice of one that cannot be written. */
export async function historyKeeper(folder: string, stopped: () => boolean): Promise<CaptureKeeper> {
  const history = await History.open({ folder, tables: () => null, onNotice: () => undefined })
  const { state, notice } = history.status()
  if (state !== 'open' && notice) {
    await history.stop()
    throw new HistoryError(notice)
  }
  forgetServer(folder)
  return {
    take: (capture, progress) =>
      importCapture(history.imports.open(), { ...capture, tap: tapOf(capture.tap), taken: [] }, async (sofar) => {
        progress.show(sofar)
        await setImmediate()
        return !stopped()
      }),
    async remove(name) {
      const session = new ImportSession(history.imports.open(), () => null)
      try {
        return await session.remove(name)
      } finally {
        session.close()
      }
    },
    close: () => history.stop(),
  }
}
