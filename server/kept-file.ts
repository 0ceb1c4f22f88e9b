import { createHash } from 'node:crypto'
import { readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { notice, type Notice } from '../shared/notice.ts'
import { makeFolders } from './history/file/folder.ts'
import { writeWhole } from './history/file/whole-file.ts'

/** A file as it was last read or written: the marks of the file system, and of what stands in it. */
interface Known {
  marks: string
  content: string
}

/**
 * A file of the data folder. It is written whole or not at all, and what somebody else has written there meanwhile (an
 * editor, a second server) is not written over.
 */
export class KeptFile {
  readonly path: string
  readonly #folder: string
  readonly #refusal: 'names-not-kept' | 'desk-not-kept'
  /** null: it was not there, or nobody has looked. */
  #known: Known | null = null

  constructor(folder: string, name: string, refusal: 'names-not-kept' | 'desk-not-kept' = 'desk-not-kept') {
    this.#folder = folder
    this.path = join(folder, name)
    this.#refusal = refusal
  }

  /** null when there is none. Throws when it cannot be read, or has more octets than `most`. */
  read(most = Infinity): Buffer | null {
    try {
      if (statSync(this.path).size > most) throw new Error('too long')
      const octets = readFileSync(this.path)
      this.#known = { marks: this.#marks(), content: digest(octets) }
      return octets
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  }

  /** What cannot be read is kept beside, so that the next write does not lose it. False when it stays where it is. */
  setAside(): boolean {
    try {
      renameSync(this.path, `${this.path}.damaged`)
      return true
    } catch {
      return false
    }
  }

  /** On the disk when it returns. Returns why not, or null. */
  write(text: string): Notice | null {
    try {
      if (this.#isForeign()) return notice('file-changed', { path: this.path })
      makeFolders(this.#folder)
      writeWhole(this.path, text)
      this.#known = { marks: this.#marks(), content: digest(text) }
      return null
    } catch {
      return notice(this.#refusal, { path: this.path })
    }
  }

  /** Only touched, or taken away: nobody's words are lost then. */
  #isForeign(): boolean {
    try {
      const marks = this.#marks()
      if (marks === this.#known?.marks) return false
      return digest(readFileSync(this.path)) !== this.#known?.content
    } catch {
      return false
    }
  }

  #marks(): string {
    const { ino, size, mtimeMs } = statSync(this.path)
    return `${ino} ${size} ${mtimeMs}`
  }
}

const digest = (content: string | Buffer): string => createHash('sha256').update(content).digest('base64')
