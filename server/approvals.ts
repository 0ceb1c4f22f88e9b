import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makeFolders } from './history/file/folder.ts'
import { writeWhole } from './history/file/whole-file.ts'
import { notice, type Notice } from '../shared/notice.ts'

const FILE = 'approved-senders.json'
/** Senders kept for one source; an approval beyond is refused. */
const MAX_APPROVED = 1_024
const Approvals = z.record(z.string(), z.array(z.string()).max(MAX_APPROVED))

/** Senders that a person let in, by source: they survive a restart in a file of the data folder. */
export class ApprovedSenders {
  readonly #folder: string
  #approved: Readonly<Record<string, readonly string[]>> = {}

  /** `onUnreadable` hears why a file that is there cannot be used: nobody is approved then. */
  constructor(folder: string, onUnreadable: (sentence: string) => void) {
    this.#folder = folder
    const path = join(folder, FILE)
    try {
      this.#approved = Approvals.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
      onUnreadable(`Cannot read ${path}; its senders have to be approved again.`)
    }
  }

  of(source: string): readonly string[] {
    return Object.hasOwn(this.#approved, source) ? (this.#approved[source] ?? []) : []
  }

  /** Returns why it cannot be kept, or null. */
  add(source: string, address: string): Notice | null {
    const before = this.of(source)
    if (before.includes(address)) return null
    if (before.length >= MAX_APPROVED) return notice('senders-full', { limit: MAX_APPROVED })
    this.#approved = { ...this.#approved, [source]: [...before, address] }
    const path = join(this.#folder, FILE)
    try {
      makeFolders(this.#folder)
      writeWhole(path, JSON.stringify(this.#approved, null, 2))
      return null
    } catch {
      return notice('approval-not-kept', { address, path })
    }
  }
}
