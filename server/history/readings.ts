import type { Worker } from 'node:worker_threads'
import { notice, type Notice } from '../../shared/notice.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Counts } from '../../shared/counts.ts'
import type { ImportRow } from '../../shared/imports.ts'
import type { CountsQuery } from './rollups/counts-reading.ts'
import { standing, type Tables } from './writing/members.ts'
import type { GivenNames } from './given-names.ts'
import type { FromReader, ReadRequest, ToReader } from './protocol.ts'
import type { FindingsQuery, MinuteRow, PastFinding } from './file/row.ts'
import { HistoryError } from './file/history-error.ts'
import type { HistoryMemory } from './history-memory.ts'
import type { PastAnswer, PastQuestion } from './moment/question.ts'
import type { SegmentSizes } from './rollups/segment-sizes.ts'
import type { SilentMember } from './moment/silent-members.ts'
import { startThread } from './thread.ts'

interface Waiting {
  resolve: (message: FromReader) => void
  reject: (error: Error) => void
}

type ReadPiece = FromReader & { say: 'rows' | 'bytes' | 'count' }

/** What was looked through may have none of the rows that are wanted: of a file that is an empty piece, so that whoever reads it can leave. */
function isPiece(message: FromReader): message is ReadPiece {
  return message.say === 'rows' ? message.rows.length > 0 : message.say === 'bytes' || message.say === 'count'
}

/** What may ask for names in its filter. */
const NAMED: ReadonlySet<ToReader['say']> = new Set(['begin', 'findings', 'counts', 'past'])

/** What looks at all that lasts. */
const LOOKS_AT_WHAT_LASTS = (message: ToReader): boolean =>
  message.say === 'past' || (message.say === 'begin' && message.request.name === 'snapshot')
/** Who is silent is asked so often at most. */
const SILENT_EVERY: DurationMs = SECOND

export interface ReadingsOptions {
  file: string
  tables: Tables
  names: GivenNames
  /** Who is silent in the tables. */
  silent: () => readonly SilentMember[]
  /** What its thread may take. */
  memory: HistoryMemory
  onDamaged: (why: Notice) => void
}

/** The main thread's side of the reading thread, which starts with the first reading. */
export class Readings {
  readonly #file: string
  readonly #tables: Tables
  readonly #names: GivenNames
  readonly #memory: HistoryMemory
  /** The version of the names that the thread has; -1: none. */
  #told = -1
  readonly #waiting = new Map<number, Waiting>()
  readonly #onDamaged: (why: Notice) => void
  #thread: Worker | null = null
  #lastId = 0
  readonly #silent: () => readonly SilentMember[]
  #silentToldAt: DurationMs = Number.NEGATIVE_INFINITY

  constructor({ file, tables, names, silent, memory, onDamaged }: ReadingsOptions) {
    this.#onDamaged = onDamaged
    this.#file = file
    this.#tables = tables
    this.#names = names
    this.#memory = memory
    this.#silent = silent
  }

  /** Piece by piece; the next one is read when it is asked for. Leaving the loop ends the reading. */
  async *read(request: ReadRequest): AsyncGenerator<ReadPiece, void> {
    const id = this.#nextId()
    this.#say({ say: 'begin', id, request })
    try {
      for (;;) {
        const message = await this.#ask({ say: 'next', id })
        if (message.say === 'end') return
        if (message.say === 'error') throw new HistoryError(message.notice)
        if (isPiece(message)) yield message
      }
    } finally {
      this.#say({ say: 'close', id })
    }
  }

  /** Where the history ends now. */
  async pin(): Promise<string> {
    return (await this.#answer({ say: 'pin', id: this.#nextId() }, 'pin')).pin
  }

  async minutes(from: EpochMs, to: EpochMs): Promise<readonly MinuteRow[]> {
    return (await this.#answer({ say: 'minutes', id: this.#nextId(), from, to }, 'minutes')).rows
  }

  async segmentSizes(from: EpochMs, to: EpochMs): Promise<readonly SegmentSizes[]> {
    return (await this.#answer({ say: 'sizes', id: this.#nextId(), from, to }, 'sizes')).segments
  }

  findings(query: FindingsQuery): Promise<{ rows: readonly PastFinding[]; matching: number }> {
    return this.#answer({ say: 'findings', id: this.#nextId(), query }, 'findings')
  }

  async counts(query: CountsQuery): Promise<Counts> {
    return (await this.#answer({ say: 'counts', id: this.#nextId(), query }, 'counts')).counts
  }

  async past(question: PastQuestion): Promise<PastAnswer> {
    return (await this.#answer({ say: 'past', id: this.#nextId(), question }, 'past')).answer
  }

  /** Captures that were put in. */
  async captures(): Promise<readonly ImportRow[]> {
    return (await this.#answer({ say: 'captures', id: this.#nextId() }, 'captures')).rows
  }

  /** The file is another one from now on: what reads the old one ends. */
  begin(): void {
    const thread = this.#thread
    this.#thread = null
    this.#reject('the file was set aside')
    void thread?.terminate()
  }

  async stop(): Promise<void> {
    const thread = this.#thread
    // An answer that still comes must not let a program go that has nothing else to wait for.
    this.#thread = null
    thread?.ref()
    await thread?.terminate()
    this.#reject('its reading thread ended')
  }

  #nextId(): number {
    return (this.#lastId += 1)
  }

  /** Throws a HistoryError where the answer is not of this kind. */
  async #answer<Kind extends FromReader['say']>(
    question: ToReader,
    kind: Kind,
  ): Promise<Extract<FromReader, { say: Kind }>> {
    const message = await this.#ask(question)
    if (message.say === kind) return message as Extract<FromReader, { say: Kind }> // it says which it is
    throw new HistoryError(
      message.say === 'error' ? message.notice : notice('history-stopped', { detail: message.say }),
    )
  }

  #ask(message: ToReader): Promise<FromReader> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve, reject })
      this.#say(message)
      // A program that has nothing else to do waits for the answer.
      this.#thread?.ref()
    })
  }

  #say(message: ToReader): void {
    const thread = (this.#thread ??= this.#start())
    // Once for each change: the names of a large network are megabytes.
    if (NAMED.has(message.say) && this.#told !== this.#names.version) {
      this.#told = this.#names.version
      thread.postMessage({ say: 'names', id: 0, entries: this.#names.entries() } satisfies ToReader)
    }
    if (LOOKS_AT_WHAT_LASTS(message) && performance.now() - this.#silentToldAt >= SILENT_EVERY) {
      this.#silentToldAt = performance.now()
      thread.postMessage({ say: 'silent', id: 0, members: this.#silent() } satisfies ToReader)
    }
    thread.postMessage(message)
  }

  #start(): Worker {
    this.#told = -1
    this.#silentToldAt = Number.NEGATIVE_INFINITY
    const thread = startThread({ role: 'reader', file: this.#file, memory: this.#memory })
    thread.on('message', (message: FromReader) => this.#hear(message))
    const fail = (detail: string): void => {
      if (this.#thread !== thread) return
      this.#thread = null
      this.#reject(detail)
    }
    thread.on('error', (error) => fail(error.message))
    thread.on('exit', () => fail('its reading thread ended'))
    thread.unref()
    return thread
  }

  #reject(detail: string): void {
    for (const { reject } of this.#waiting.values()) reject(new HistoryError(notice('history-stopped', { detail })))
    this.#waiting.clear()
  }

  #hear(message: FromReader): void {
    if (message.say === 'ask') {
      this.#say({ say: 'answers', id: message.id, answers: standing(this.#tables, message.keys) })
      return
    }
    if (message.say === 'error' && message.notice.code === 'history-damaged') this.#onDamaged(message.notice)
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (this.#waiting.size === 0) this.#thread?.unref()
    waiting?.resolve(message)
  }
}
