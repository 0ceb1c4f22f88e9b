import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { EpochMs } from '../../shared/time.ts'
import type { AuditEntry } from './audit.ts'
import { MAX_SUBJECT } from './audit-line.ts'

/*
 * Commands change the files of users and tokens beside a server, which alone writes the audit log: they leave a note of
 * what they did, and the server takes it over, the next one where none runs.
 */

export const NOTES_FILE = 'audit-commands.jsonl'
/** Octets of it; a command that finds more leaves no note, and says so. */
export const MAX_NOTES = 1024 * 1024
/** Characters. */
const MAX_WHO = 100
/** Before the name of a user of the operating system. */
const PREFIX = 'cli:'
/** Looks until a change without a note is told without a name: the note comes after the change. */
const PATIENCE = 3

const ACTIONS = ['user-changed', 'user-removed', 'password-changed', 'token-made', 'token-revoked'] as const
export type CommandAction = (typeof ACTIONS)[number]
/** A change of a file that somebody else made. */
export type OutsideChange = 'user-changed' | 'token-made' | 'token-revoked'

const Note = z.object({
  at: z.number(),
  action: z.enum(ACTIONS),
  who: z.string().startsWith(PREFIX).max(MAX_WHO),
  subject: z.string().max(MAX_SUBJECT),
})

/** By a command, when it is done. `who`: a user of the operating system. Throws what the file system throws. */
export function leaveNote(folder: string, who: string, action: CommandAction, subject: string, at: EpochMs): void {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants
  // A command of root must not write where a link of the service's user leads, nor wait for the reader of a pipe, and
  // must leave the file to that user.
  const flags = O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_WRONLY
  const file = openSync(join(folder, NOTES_FILE), flags, 0o600)
  try {
    const found = fstatSync(file)
    if (!found.isFile() || found.size > MAX_NOTES) throw new Error(`${NOTES_FILE} is too long, or no file`)
    if (process.getuid?.() === 0) {
      const { uid, gid } = statSync(folder)
      fchownSync(file, uid, gid)
    }
    const note = { at, action, who: `${PREFIX}${who}`.slice(0, MAX_WHO), subject: subject.slice(0, MAX_SUBJECT) }
    writeSync(file, `${JSON.stringify(note)}\n`)
  } finally {
    closeSync(file)
  }
}

/** What was changed beside this server, row by row, by whom where a command says so. */
export class Outside {
  readonly #path: string
  readonly #write: (entry: AuditEntry & { at?: EpochMs }) => void
  /** Changes that were seen, and for how many looks their note is waited for. */
  readonly #unnamed = new Map<OutsideChange, number>()

  constructor(folder: string, write: (entry: AuditEntry & { at?: EpochMs }) => void) {
    this.#path = join(folder, NOTES_FILE)
    this.#write = write
  }

  seen(change: OutsideChange): void {
    this.#unnamed.set(change, PATIENCE)
  }

  /** To be called each second, after the files were looked at. */
  look(): void {
    for (const { at, action, who, subject } of this.#notes()) {
      this.#write({ at, action, who, role: null, address: '', subject, done: true })
      this.#unnamed.delete(action === 'token-made' || action === 'token-revoked' ? action : 'user-changed')
    }
    for (const [change, left] of this.#unnamed) {
      if (left > 1) this.#unnamed.set(change, left - 1)
      else this.#tellUnnamed(change)
    }
  }

  /** Before the end. */
  close(): void {
    // The second time reads what the first one put aside.
    for (let i = 0; i < 2; i += 1) this.look()
    for (const change of this.#unnamed.keys()) this.#tellUnnamed(change)
  }

  #tellUnnamed(action: OutsideChange): void {
    this.#unnamed.delete(action)
    const subject = `the file of ${action === 'user-changed' ? 'users' : 'tokens'} was written outside of this server`
    this.#write({ action, who: null, role: null, address: '', subject, done: true })
  }

  /** Put aside at one look and read at the next, when a command that had it open has written. */
  #notes(): z.infer<typeof Note>[] {
    const taken = `${this.#path}.taken`
    const lines = linesOf(taken)
    if (lines) rmSync(taken, { force: true })
    try {
      renameSync(this.#path, taken)
    } catch {
      // There is none, or the folder gives nothing.
    }
    return (lines ?? []).flatMap((line) => {
      const note = noteIn(line)
      return note ? [note] : []
    })
  }
}

/** null: there is no such file, or none that a command wrote. */
function linesOf(path: string): string[] | null {
  try {
    const found = statSync(path)
    return found.isFile() && found.size <= 2 * MAX_NOTES ? readFileSync(path, 'utf8').split('\n') : []
  } catch {
    return null
  }
}

function noteIn(line: string): z.infer<typeof Note> | null {
  try {
    return Note.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
