import type { GmiFormula } from '../../shared/segment.ts'
import type { EpochMs } from '../../shared/time.ts'
import { defaultDataFolder, readConfig, type Settings } from '../config.ts'
import { HistoryError, importsIn } from '../history/store.ts'
import { isCaptureName } from '../import/capture-name.ts'
import { tapOf, vlansOf, type TapConfig } from '../import/tap-config.ts'
import type { CaptureKeeper } from './import.ts'
import { historyKeeper, importCaptures, listCaptures, removeCapture } from './import.ts'
import { serverKeeper } from './server-keeper.ts'
import { UsageError } from './usage-error.ts'

export interface ImportFlags {
  name?: string
  list?: boolean
  remove?: string
  token?: string
  data?: string
  config?: string
  gmi: GmiFormula
  dedupeMs: number
  nativeVlan: string[]
}

/**
 * `rollcall import`. `given`: whether a flag stands on the command line. `interruption`: resolves at Ctrl-C. Resolves to
 * the exit status. Throws `UsageError`.
 */
export async function importCommand(
  files: readonly string[],
  flags: ImportFlags,
  { given, now, interruption }: { given: (flag: string) => boolean; now: EpochMs; interruption: () => Promise<void> },
): Promise<number> {
  const settings = flags.config === undefined ? {} : readConfig(flags.config)
  const folder = flags.data ?? settings.data ?? defaultDataFolder(process.env)
  check(files, flags)
  const tap = configOf(flags, settings, given)
  // Throws what is wrong with it before anything is done.
  tapOf(tap)
  let stopped = false
  void interruption().then(() => (stopped = true))
  try {
    if (flags.list === true) return listCaptures(importsIn(folder))
    const keeper = await keeperOf(folder, flags, given, () => stopped)
    try {
      if (flags.remove !== undefined) return await removeCapture(flags.remove, keeper)
      const options = { files, name: flags.name ?? null, data: folder, tap }
      return await importCaptures(options, keeper, now)
    } finally {
      await keeper.close()
    }
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(error.message)
    throw error
  }
}

/** The history itself, or the server that has it open. */
async function keeperOf(
  folder: string,
  flags: ImportFlags,
  given: (flag: string) => boolean,
  stopped: () => boolean,
): Promise<CaptureKeeper> {
  try {
    return await historyKeeper(folder, stopped)
  } catch (error) {
    if (!(error instanceof HistoryError) || error.notice.code !== 'history-in-use') throw error
    const own = ['gmi', 'dedupeMs', 'nativeVlan', 'config'].filter(given)
    if (own.length > 0 && flags.remove === undefined) {
      throw new UsageError(
        'A server holds this history, and judges captures by its own settings: leave those out here.',
      )
    }
    return serverKeeper(folder, flags.token ?? null, stopped)
  }
}

function check(files: readonly string[], { name, list, remove }: ImportFlags): void {
  const asked = [files.length > 0, list === true, remove !== undefined].filter(Boolean).length
  if (asked !== 1) throw new UsageError('Give captures to put in, or --list, or --remove NAME.')
  if (files.includes('-')) throw new UsageError('A capture that is put in is read twice: give a file, not -.')
  if (name !== undefined && !isCaptureName(name)) {
    throw new UsageError(`The name "${name}" must be letters, digits, ".", "_" or "-", at most 40.`)
  }
}

/** A flag that was given wins; one that was not gives way to the file. */
const configOf = (flags: ImportFlags, settings: Settings, given: (flag: string) => boolean): TapConfig => ({
  formula: given('gmi') ? flags.gmi : (settings.gmi ?? flags.gmi),
  dedupe: given('dedupeMs') ? flags.dedupeMs : (settings['dedupe-ms'] ?? flags.dedupeMs),
  findings: settings.findings,
  segments: settings.segment,
  nativeVlan: vlansOf(flags.nativeVlan, settings['native-vlan']),
})
