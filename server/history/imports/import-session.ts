import type { MessagePort } from 'node:worker_threads'
import type { ImportRow } from '../../../shared/imports.ts'
import { notice } from '../../../shared/notice.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { HistoryError } from '../file/history-error.ts'
import type { FromSession, ToSession } from './import-protocol.ts'
import type { NewImport } from './import-table.ts'
import { standing, type Tables } from '../writing/members.ts'
import { Outbox, type FoundStep } from '../writing/outbox.ts'

/** Changes that wait for the file at most between two pieces of the capture: the live ones have their turn in between. */
const WAITING_CHANGES = 16_384

/**
 * Puts a capture in, from whatever thread has its table: packs its steps as those of a live source are packed, and waits
 * for the file instead of losing any. All of it rejects with a HistoryError.
 */
export class ImportSession {
  readonly #port: MessagePort
  readonly #tables: Tables
  // Whoever records waits for room (`room`), so that what waits is bounded by one piece of a capture.
  readonly #outbox = new Outbox(Infinity)
  #waiting: { resolve: (message: ToSession) => void; reject: (error: Error) => void } | null = null
  #forRoom: (() => void) | null = null
  #failed: HistoryError | null = null

  constructor(port: MessagePort, tables: Tables) {
    this.#port = port
    this.#tables = tables
    port.on('message', (message: ToSession) => this.#hear(message))
    port.on('close', () =>
      this.#fail(new HistoryError(notice('history-stopped', { detail: 'its writing thread ended' }))),
    )
  }

  /** The name of its source; or the import that these frames are. */
  async begin(capture: NewImport, taken: readonly string[] = []): Promise<{ name: string } | { known: ImportRow }> {
    const answer = await this.#ask({ say: 'begin', capture, taken })
    return answer.say === 'known' ? { known: answer.row } : { name: answer.say === 'begun' ? answer.name : '' }
  }

  record(source: string, step: FoundStep, clock: EpochMs): void {
    this.#outbox.add(source, step, clock)
    if (this.#outbox.ready) this.#send()
  }

  /** Resolves when the file has taken so much that more may come. */
  async room(): Promise<void> {
    while (this.#outbox.queued > WAITING_CHANGES && !this.#failed) {
      this.#send()
      await new Promise<void>((resolve) => (this.#forRoom = resolve))
    }
    if (this.#failed) throw this.#failed
  }

  async end(igmp: number): Promise<ImportRow> {
    this.#outbox.refreshFindings()
    this.#send()
    while (this.#outbox.queued > 0 && !this.#failed) await new Promise<void>((resolve) => (this.#forRoom = resolve))
    const answer = await this.#ask({ say: 'end', igmp })
    if (answer.say === 'done') return answer.row
    throw new HistoryError(notice('history-stopped', { detail: answer.say }))
  }

  /** Takes a capture out; null: there is none of this name. */
  async remove(name: string): Promise<ImportRow | null> {
    const answer = await this.#ask({ say: 'remove', name })
    return answer.say === 'removed' ? answer.row : null
  }

  /** What was begun and has not ended is taken out again. */
  close(): void {
    this.#port.close()
  }

  #send(): void {
    const batch = this.#outbox.take()
    if (batch) this.#port.postMessage({ say: 'batch', batch } satisfies FromSession, [batch.words.buffer])
  }

  #ask(message: FromSession): Promise<ToSession> {
    if (this.#failed) return Promise.reject(this.#failed)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#port.postMessage(message)
    })
  }

  #hear(message: ToSession): void {
    switch (message.say) {
      case 'committed':
        this.#outbox.committed(message.changes)
        this.#wake()
        return
      case 'ask':
        this.#port.postMessage({ say: 'answers', answers: standing(this.#tables, message.keys) } satisfies FromSession)
        return
      case 'failed':
        this.#fail(new HistoryError(message.notice))
        return
      case 'begun':
      case 'known':
      case 'done':
      case 'removed': {
        const waiting = this.#waiting
        this.#waiting = null
        waiting?.resolve(message)
        return
      }
    }
  }

  #fail(error: HistoryError): void {
    this.#failed ??= error
    this.#waiting?.reject(error)
    this.#waiting = null
    this.#wake()
  }

  #wake(): void {
    const wake = this.#forRoom
    this.#forRoom = null
    wake?.()
  }
}
