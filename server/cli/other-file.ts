import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './usage-error.ts'

/** Where something is written must be none of the files of the history itself, under whatever path. Throws `UsageError`. */
export function mustBeOther(path: string, folder: string): void {
  const target = markOf(path)
  if (target === null) return
  const own = readdirSync(folder).find((name) => markOf(join(folder, name)) === target && OWN.test(name))
  if (own === undefined) return
  throw new UsageError(`${path} is the history itself (${own}) or belongs to it. Remedy: another name.`)
}

/** The database with its log, its locks, what names the server, and who may come in. */
const OWN =
  /^(?:rollcall\.db(?:-wal|-shm)?|lock|server\.json|token|(?:users|tokens|sessions)\.json|audit(?:-viewers|-refused)?\.jsonl(?:\.\d+)?)$/

/** null: it is not there. */
function markOf(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found ? `${found.dev} ${found.ino}` : null
}
