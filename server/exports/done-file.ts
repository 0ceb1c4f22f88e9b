import { z } from 'zod'
import type { Notice } from '../../shared/notice.ts'
import { KeptFile } from '../kept-file.ts'
import type { Done } from './done.ts'

const FILE = 'exports.json'
/** Octets of a file that is read. */
const MAX_OCTETS = 16_777_216
/** Periods of one export that are kept, the newest: more than are caught up at a time. */
const KEPT = 40

const Label = z.string().regex(/^\d{4}-\d\d-\d\d$/)
/** A label alone: an earlier version kept the last one, and not when. */
const Periods = z.record(
  z.string(),
  z.union([
    Label.transform((label): Done[] => [{ label, at: null }]),
    z.array(z.tuple([Label, z.number().nullable()]).transform(([label, at]): Done => ({ label, at }))).max(KEPT),
  ]),
)

/** Which periods each scheduled export has done, and when, in a file of the data folder. */
export class DoneFile {
  readonly #file: KeptFile
  readonly #done = new Map<string, readonly Done[]>()

  constructor(folder: string) {
    this.#file = new KeptFile(folder, FILE)
    try {
      const octets = this.#file.read(MAX_OCTETS)
      if (octets)
        for (const [key, done] of Object.entries(Periods.parse(JSON.parse(octets.toString()))))
          this.#done.set(key, done)
    } catch {
      // Nothing is known of earlier runs: they are not done again.
      this.#file.setAside()
    }
  }

  /** The newest last. */
  of(key: string): readonly Done[] {
    return this.#done.get(key) ?? []
  }

  /** Returns why it is forgotten with the next start, or null. */
  put(key: string, done: readonly Done[]): Notice | null {
    this.#done.set(key, done.slice(-KEPT))
    const all = [...this.#done].map(([name, periods]) => [name, periods.map(({ label, at }) => [label, at])])
    return this.#file.write(JSON.stringify(Object.fromEntries(all)))
  }
}
