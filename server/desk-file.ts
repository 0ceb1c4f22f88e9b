import { z } from 'zod'
import { MAX_NOTE } from '../shared/finding.ts'
import type { Notice } from '../shared/notice.ts'
import { KeptFile } from './kept-file.ts'

const FILE = 'findings-desk.json'
/** Characters of a key: names of a source and a segment, addresses, a code, a time. */
const MAX_KEY = 1_000
/** Characters of the name of who acknowledged: of a user or a token, which are shorter. */
const MAX_BY = 200

const Words = z.object({
  acknowledged: z.array(
    z.object({
      key: z.string().max(MAX_KEY),
      at: z.number(),
      /** Files of before have none. */
      by: z.string().max(MAX_BY).nullable().default(null),
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
  readonly #file: KeptFile

  constructor(folder: string) {
    this.#file = new KeptFile(folder, FILE)
  }

  get path(): string {
    return this.#file.path
  }

  /** null when there is none. Throws when it cannot be read. */
  read(): DeskWords | null {
    const octets = this.#file.read()
    return octets === null ? null : Words.parse(JSON.parse(octets.toString()))
  }

  setAside(): boolean {
    return this.#file.setAside()
  }

  /** Returns why not, or null. */
  write(words: DeskWords): Notice | null {
    return this.#file.write(JSON.stringify(words, null, 1))
  }
}
