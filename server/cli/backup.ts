import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sentence, type Notice } from '../../shared/notice.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import { defaultDataFolder, readConfig } from '../config.ts'
import { backUp, check, HistoryError, restore, type Contents } from '../history/upkeep/backup.ts'
import { PastFile } from '../history/past-file.ts'
import { printable } from '../log.ts'
import { Progress } from './progress.ts'
import { mustBeOther } from './other-file.ts'
import { UsageError } from './usage-error.ts'

export interface FolderFlags {
  data?: string
  config?: string
}

/** The history is damaged: what was asked for was not done. */
const DAMAGED = 1

/** They lie beside the history, are small and plain, and some tell who may come in: whoever wants them copies them. */
const NOT_IN_IT = [
  'names.csv',
  'walls.json',
  'findings-desk.json',
  'approved-senders.json',
  'users.json',
  'tokens.json',
  'audit.jsonl',
  'audit-viewers.jsonl',
  'audit-refused.jsonl',
  'display-token.json',
  'token',
]

/** `rollcall backup FILE`, also while a server runs. Resolves to the exit status. Throws `UsageError`. */
export async function backup(to: string, flags: FolderFlags & { force: boolean }): Promise<number> {
  const folder = folderOf(flags)
  if (!PastFile.isIn(folder)) throw noHistory(folder)
  mustBeOther(to, folder)
  mustBeWritable(to)
  if (existsSync(to) && !flags.force) throw new UsageError(`${to} is there already. Remedy: another name, or --force.`)
  const progress = new Progress(to)
  return told(async () => {
    const contents = await backUp(folder, to, (copied, total) => {
      progress.line(`${to}: ${Math.floor((100 * copied) / Math.max(total, 1))} %`)
    })
    progress.clear()
    say(`${to} is whole and sound: ${inWords(contents)}`)
    const beside = NOT_IN_IT.filter((name) => existsSync(join(folder, name)))
    if (beside.length > 0) say(`Not in it, in ${folder}: ${beside.join(', ')}. Copy them if you want them.`)
  })
}

/** `rollcall restore FILE`. */
export function restoreBackup(from: string, flags: FolderFlags, at: EpochMs): Promise<number> {
  const folder = folderOf(flags)
  mustBeFile(from)
  return told(() => {
    const { contents, aside } = restore(from, folder, at)
    say(`The history in ${folder} is that of ${from} now: ${inWords(contents)}`)
    if (aside !== null) say(`What was there is ${aside}. Nothing was deleted.`)
    return Promise.resolve()
  })
}

/** `rollcall check [FILE]`: of the history in the folder, or of a backup. */
export function checkHistory(file: string | undefined, flags: FolderFlags): Promise<number> {
  const folder = folderOf(flags)
  if (file === undefined && !PastFile.isIn(folder)) throw noHistory(folder)
  if (file !== undefined) mustBeFile(file)
  const path = file ?? PastFile.pathIn(folder)
  return told(() => {
    say(`${path} is sound: ${inWords(check(path, file !== undefined))}`)
    return Promise.resolve()
  })
}

/** A pipe would never end. Throws `UsageError`. */
function mustBeFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new UsageError(`There is no file ${path}.`)
  if (!found.isFile()) throw new UsageError(`${path} is no file. Remedy: give the file that \`rollcall backup\` wrote.`)
}

function mustBeWritable(path: string): void {
  const isFolder = (place: string): boolean => statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
  const folder = dirname(path)
  if (!isFolder(folder)) throw new UsageError(`There is no folder ${folder}. Remedy: make it, or another name.`)
  if (isFolder(path)) throw new UsageError(`${path} is a folder. Remedy: the name of a file.`)
}

const noHistory = (folder: string): UsageError =>
  new UsageError(`There is no history in ${folder}. Remedy: --data FOLDER.`)

const folderOf = ({ data, config }: FolderFlags): string =>
  data ?? (config === undefined ? undefined : readConfig(config).data) ?? defaultDataFolder(process.env)

/** A fault of the file is one sentence; 2 where something else has to be asked for, 1 where the file is damaged. */
async function told(work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return 0
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    const { code } = error.notice
    if (code !== 'history-damaged' && code !== 'history-disk-full' && code !== 'history-write-failed') {
      throw new UsageError(sentence(error.notice))
    }
    process.stderr.write(`rollcall: ${printable(wordsOf(error.notice))}\n`)
    return DAMAGED
  }
}

/** What a server says of its file is that it tries again; a command does not. */
function wordsOf(why: Notice): string {
  const file = String(why.values['file']).replace(/\.part$/, '')
  if (why.code === 'history-disk-full') return `The disk with ${file} is full. Remedy: make room, or another place.`
  if (why.code === 'history-write-failed') return `${file} cannot be written (${String(why.values['detail'])}).`
  return sentence(why)
}

const say = (line: string): void => void process.stdout.write(`${printable(line)}\n`)

function inWords({ bytes, schema, sources, from, to, rows }: Contents): string {
  const time = (at: EpochMs): string => new Date(Math.floor(at / SECOND) * SECOND).toISOString().replace('.000', '')
  const range = from === null || to === null ? 'no events' : `${rows.events} events from ${time(from)} to ${time(to)}`
  const counts = `${rows.queries} queries, ${rows.findings} findings, ${rows.minutes} minutes and ${rows.hours} hours of counts`
  return `${range}, ${rows.lasting} memberships that last, ${counts}, of ${sources.length} sources; ${bytes} octets, schema ${schema}.`
}
