import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { notice } from '../../shared/notice.ts'
import { HistoryError } from '../history/store.ts'

const FOLDER = 'received'
const OURS = /^capture-\d+$/
const MEBIBYTE = 1_024 ** 2

/** Captures on their way into the history, in a folder of the data folder: each until it has been read. */
export class Received {
  readonly #folder: string
  readonly #maxBytes: number
  #last = 0

  constructor(data: string, maxBytes: number) {
    this.#folder = join(data, FOLDER)
    this.#maxBytes = maxBytes
  }

  /** What an end in the middle left. */
  clear(): void {
    try {
      for (const name of readdirSync(this.#folder)) if (OURS.test(name)) this.remove(join(this.#folder, name))
    } catch {
      // There is none, or it cannot be used: whoever sends a capture is told.
    }
  }

  /** Its path. Throws a HistoryError where it cannot be kept. */
  async take(octets: AsyncIterable<Uint8Array>): Promise<string> {
    this.#last += 1
    const path = join(this.#folder, `capture-${this.#last}`)
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      await pipeline(this.#bounded(octets), createWriteStream(path, { mode: 0o600 }))
      return path
    } catch (error) {
      this.remove(path)
      if (error instanceof HistoryError) throw error
      const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      throw new HistoryError(notice('capture-not-kept', { folder: this.#folder, detail }))
    }
  }

  remove(path: string): void {
    rmSync(path, { force: true })
  }

  async *#bounded(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let length = 0
    for await (const chunk of octets) {
      length += chunk.length
      if (length > this.#maxBytes) {
        throw new HistoryError(notice('capture-too-large', { limit: Math.floor(this.#maxBytes / MEBIBYTE) }))
      }
      yield chunk
    }
  }
}
