import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { MAX_NOTE } from '../shared/finding.ts'
import { makeFolders } from './history/folder.ts'

const FILE = 'findings-desk.json'
/** Characters of a key: names of a source and a segment, addresses, a code, a time. */
const MAX_KEY = 1_000

const Words = z.object({
  acknowledged: z.array(
    z.object({
      key: z.string().max(MAX_KEY),
      at: z.number(),
      note: z.string().max(MAX_NOTE),
      /** The finding was open when this was written. */
      open: z.boolean(),
    }),
  ),
  silenced: z.array(z.object({ subject: z.string().max(MAX_KEY), until: z.number() })),
})
export type DeskWords = z.infer<typeof Words>

/** What people said about findings, in a file of the data folder. */
export class DeskFile {
  readonly path: string
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.path = join(folder, FILE)
  }

  /** null when there is none. Throws when it cannot be read. */
  read(): DeskWords | null {
    try {
      return Words.parse(JSON.parse(readFileSync(this.path, 'utf8')))
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

  /** Whole or not at all. False when it cannot be written. */
  write(words: DeskWords): boolean {
    try {
      makeFolders(this.#folder)
      writeFileSync(`${this.path}.new`, JSON.stringify(words, null, 1), { mode: 0o600 })
      renameSync(`${this.path}.new`, this.path)
      return true
    } catch {
      return false
    }
  }
}
