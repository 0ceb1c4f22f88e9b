import { lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { makeFolders } from '../history/file/folder.ts'
import { writeWhole, type Owner } from '../history/file/whole-file.ts'

/** Octets of such a file; what is longer was not written here. */
const MAX_OCTETS = 16 * 1024 * 1024

export type Seen<T> =
  /** It is as it was when it was last looked at, or cannot be looked at just now. */
  | { state: 'same' }
  | { state: 'absent' }
  | { state: 'there'; value: T }
  /** It cannot be understood. */
  | { state: 'damaged' }

/**
 * A file of the data folder in which two processes may write, the server and a command: it is read again where somebody
 * else has written it, and written whole or not at all.
 */
export class StateFile<T> {
  readonly path: string
  readonly #folder: string
  readonly #schema: z.ZodType<T>
  /** The marks of the file system when it was last read or written; null: not yet. */
  #marks: string | null = null

  constructor(folder: string, name: string, schema: z.ZodType<T>) {
    this.#folder = folder
    this.path = join(folder, name)
    this.#schema = schema
  }

  /** Throws nothing: what cannot be opened the first time counts as damaged, later as not looked at. */
  look(): Seen<T> {
    const isFirst = this.#marks === null
    try {
      const marks = this.#marksNow()
      if (marks === this.#marks) return { state: 'same' }
      const text = marks === ABSENT ? null : readFileSync(this.path, 'utf8')
      this.#marks = marks
      return text === null ? { state: 'absent' } : this.#read(text)
    } catch {
      return isFirst ? { state: 'damaged' } : { state: 'same' }
    }
  }

  #read(text: string): Seen<T> {
    try {
      if (text.length > MAX_OCTETS) return { state: 'damaged' }
      const read = this.#schema.safeParse(JSON.parse(text))
      return read.success ? { state: 'there', value: read.data } : { state: 'damaged' }
    } catch {
      return { state: 'damaged' }
    }
  }

  /** On the disk when it returns. False when it could not be written: all is as it was. */
  write(value: T): boolean {
    try {
      makeFolders(this.#folder)
      writeWhole(this.path, `${JSON.stringify(value, null, 1)}\n`, this.#ownerOfFolder())
    } catch {
      return false
    }
    try {
      this.#marks = this.#marksNow()
    } catch {
      // It is read once more, and says the same.
    }
    return true
  }

  /** A command of root must not take the file away from the user whose server reads it. */
  #ownerOfFolder(): Owner | null {
    return process.getuid?.() === 0 ? statSync(this.#folder) : null
  }

  #marksNow(): string {
    const found = statSync(this.path, { throwIfNoEntry: false })
    // A link that leads nowhere is no sign that nobody was ever named.
    if (!found && lstatSync(this.path, { throwIfNoEntry: false })) throw new Error('a link that leads nowhere')
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : ABSENT
  }
}

const ABSENT = 'absent'
