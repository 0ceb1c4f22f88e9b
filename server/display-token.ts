import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { notice } from '../shared/notice.ts'
import type { EpochMs } from '../shared/time.ts'
import { makeFolders } from './history/file/folder.ts'
import type { DisplayKey, DisplayKeys, KeyOrWhyNot } from './http/routes/display-token.ts'

const FILE = 'display-token.json'
const OCTETS = 24

const Kept = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{16,100}$/), since: z.number() })

/** The token with which displays look and change nothing: made when it is first asked for, kept in the data folder. */
export class DisplayToken implements DisplayKeys {
  readonly #folder: string
  readonly #path: string
  readonly #now: () => EpochMs
  #key: DisplayKey | null = null

  /** `onUnreadable` hears why a file that is there cannot be used: no display is let in then. */
  constructor(folder: string, now: () => EpochMs, onUnreadable: (sentence: string) => void) {
    this.#folder = folder
    this.#path = join(folder, FILE)
    this.#now = now
    try {
      this.#key = Kept.parse(JSON.parse(readFileSync(this.#path, 'utf8')))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
      onUnreadable(`Cannot read ${this.#path}; displays need a new token, which Settings makes.`)
    }
  }

  /** null: none has been made. */
  get token(): string | null {
    return this.#key?.token ?? null
  }

  ask(): KeyOrWhyNot {
    return this.#key ? { key: this.#key, refused: null } : this.renew()
  }

  /** One that cannot be kept is not given out: at the next start its displays would stand outside. */
  renew(): KeyOrWhyNot {
    const key = { token: randomBytes(OCTETS).toString('base64url'), since: this.#now() }
    try {
      makeFolders(this.#folder)
      writeFileSync(`${this.#path}.new`, JSON.stringify(key), { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
    } catch {
      return { key: null, refused: notice('display-token-not-kept', { path: this.#path }) }
    }
    this.#key = key
    return { key, refused: null }
  }
}
