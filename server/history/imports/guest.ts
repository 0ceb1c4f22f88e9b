import type { MessagePort } from 'node:worker_threads'
import { notice, type Notice } from '../../../shared/notice.ts'
import type { FromSession, ToSession } from './import-protocol.ts'
import type { NewImport } from './import-table.ts'
import { keyOf } from '../writing/members.ts'
import type { Ended, OpenRow } from '../intervals/open-intervals.ts'
import type { RunNumbers } from '../writing/run-numbers.ts'
import type { Writer } from '../writer.ts'

/** Times that hours are rolled up at the end of a capture; what is due then is left to the live ones. */
const ROLLS = 100_000

/**
 * A capture that is put in, on the side of the writing thread: a run of its own beside the live one, with numbers of its
 * own. A batch that cannot be written ends it; what it left is taken away, now or by the next start.
 */
export class Guest {
  readonly #port: MessagePort
  readonly #writer: Writer
  readonly #noticeOf: (error: unknown) => Notice
  readonly #run: RunNumbers
  #source: number | null = null
  #name = ''
  #range = { from: 0, to: 0 }
  #igmp = 0
  #asked: readonly OpenRow[] = []

  constructor(port: MessagePort, writer: Writer, noticeOf: (error: unknown) => Notice) {
    this.#port = port
    this.#writer = writer
    this.#noticeOf = noticeOf
    this.#run = writer.imports.newRun()
    port.on('message', (message: FromSession) => this.#hear(message))
    port.on('close', () => this.#abandon())
  }

  #say(message: ToSession): void {
    this.#port.postMessage(message)
  }

  #hear(message: FromSession): void {
    switch (message.say) {
      case 'begin':
        // What an import that was killed left may be of these very frames.
        this.#writer.imports.removals.whenIdle(() =>
          this.#attempt(() => this.#begin(message.capture, new Set(message.taken))),
        )
        return
      case 'batch':
        this.#attempt(() => {
          // What was under way when it failed.
          if (this.#source === null) return
          this.#writer.commit(message.batch, this.#run)
          this.#say({ say: 'committed', changes: message.batch.changes })
        })
        return
      case 'end':
        this.#igmp = message.igmp
        this.#attempt(() => this.#close([]))
        return
      case 'answers':
        this.#attempt(() => this.#close(message.answers))
        return
      case 'remove':
        this.#attempt(() => this.#remove(message.name))
        return
    }
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#fail(this.#noticeOf(error))
    }
  }

  #begin(capture: NewImport, taken: ReadonlySet<string>): void {
    const { imports } = this.#writer
    const { table } = imports
    const row = table.known(capture.digest)
    if (row) {
      this.#say({ say: 'known', row })
      return
    }
    if (capture.exact && (table.isTaken(capture.name) || taken.has(capture.name))) {
      this.#fail(notice('capture-name-taken', { name: capture.name }))
      return
    }
    const name = table.freeName(capture.name, taken)
    this.#source = imports.start(name, capture)
    this.#name = name
    this.#range = { from: capture.from ?? 0, to: capture.to ?? 0 }
    this.#say({ say: 'begun', name })
  }

  /** What lasts ends at the last moment of the capture, some of it at a time, with what its table knows of it. */
  #close(answers: readonly (Ended | null)[]): void {
    const { imports } = this.#writer
    const source = this.#source
    if (source === null) return
    const last = this.#asked.at(-1)
    if (this.#asked.length > 0) imports.close(this.#asked, answers)
    this.#asked = imports.openOf(source, this.#range, last?.id)
    if (this.#asked.length > 0) {
      this.#say({ say: 'ask', keys: this.#asked.map(keyOf) })
      return
    }
    imports.end(source, this.#igmp)
    this.#source = null
    this.#rollUp(source, ROLLS)
  }

  /** All of it is to be seen when it is said to be in. */
  #rollUp(source: number, rounds: number): void {
    const { imports } = this.#writer
    if (rounds > 0 && imports.isDue(source)) {
      this.#writer.roll()
      setImmediate(() => this.#attempt(() => this.#rollUp(source, rounds - 1)))
      return
    }
    const known = imports.table.named(this.#name)
    if (known) this.#say({ say: 'done', row: known.row })
  }

  #remove(name: string): void {
    const known = this.#writer.imports.table.named(name)
    if (!known) {
      this.#say({ say: 'removed', row: null })
      return
    }
    this.#writer.imports.remove(known.source, (error) => {
      if (error === undefined) this.#say({ say: 'removed', row: known.row })
      else this.#say({ say: 'failed', notice: this.#noticeOf(error) })
    })
  }

  #fail(why: Notice): void {
    this.#abandon()
    this.#say({ say: 'failed', notice: why })
  }

  /** It came to no end. */
  #abandon(): void {
    const source = this.#source
    if (source === null) return
    this.#source = null
    try {
      this.#writer.imports.remove(source)
    } catch {
      // The next start finds it under way and takes it out.
    }
  }
}
