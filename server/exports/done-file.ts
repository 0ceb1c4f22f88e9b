import { z } from 'zod'
import type { Notice } from '../../shared/notice.ts'
import { KeptFile } from '../kept-file.ts'

const FILE = 'exports.json'
/** Octets of a file that is read. */
const MAX_OCTETS = 1_048_576
const Labels = z.record(z.string(), z.string())

/** Which period each scheduled export has done last, in a file of the data folder. */
export class DoneFile {
  readonly #file: KeptFile
  readonly #labels = new Map<string, string>()

  constructor(folder: string) {
    this.#file = new KeptFile(folder, FILE)
    try {
      const octets = this.#file.read(MAX_OCTETS)
      if (octets)
        for (const [key, label] of Object.entries(Labels.parse(JSON.parse(octets.toString()))))
          this.#labels.set(key, label)
    } catch {
      // Nothing is known of earlier runs: they are not done again.
      this.#file.setAside()
    }
  }

  of(key: string): string | null {
    return this.#labels.get(key) ?? null
  }

  /** Returns why it is forgotten with the next start, or null. */
  put(key: string, label: string): Notice | null {
    this.#labels.set(key, label)
    return this.#file.write(JSON.stringify(Object.fromEntries(this.#labels), null, 1))
  }
}
