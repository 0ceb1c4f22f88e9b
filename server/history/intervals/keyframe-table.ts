import type { EpochMs } from '../../../shared/time.ts'
import { packLasting, type Lasting } from './keyframe-pack.ts'
import { readLasting, type LastingRows } from './lasting-rows.ts'
import type { OpenIntervals } from './open-intervals.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** A keyframe is made after so many beginnings and ends of intervals, unless told otherwise, or as many as last. */
const EVERY = 32_768
/** Rows of one part: whoever asks for a group reads no more than it has to. */
const PART_ROWS = 2_048
/** Parts that are written in one transaction: some milliseconds. With fewer a keyframe takes as long as the next is due. */
const PARTS_AT_A_TIME = 8
/** Keyframes of a source that ends look back to: a host that was silent for longer is told as not known before that. */
const REMEMBERED = 256

/** What is known of a source of this file. */
interface SourceFrames {
  /** The moments of its keyframes, the oldest first. */
  ats: EpochMs[]
  clock: EpochMs | null
  reached: EpochMs | null
}
type Write = () => void

/**
 * Keyframes: all that lasts of a source at a moment of its clock. What was at any moment before it is then what it has
 * from before that moment, and what ended in between; nothing is played back. One is of use when its part 0 is there,
 * which comes last.
 */
export class KeyframeTable {
  readonly #file: string
  readonly #open: OpenIntervals
  readonly #sources = new Map<number, SourceFrames>()
  readonly #ats: Statement
  readonly #clocks: Statement
  readonly #add: Statement
  readonly #drop: Statement
  readonly #dropOne: Statement
  readonly #dropSilent: Statement
  readonly #addSilent: Statement
  #changes = 0
  readonly #every: number
  #due: number
  #job: Generator<Write | undefined> | null = null

  constructor(db: Db, file: string, open: OpenIntervals, every = EVERY) {
    this.#every = this.#due = every
    this.#file = file
    this.#open = open
    // What a run that was killed left unfinished.
    const whole = 'SELECT source, at FROM keyframe WHERE part = 0'
    db.exec(`DELETE FROM keyframe_silent WHERE (source, at) NOT IN (${whole})`)
    db.exec(`DELETE FROM keyframe WHERE (source, at) NOT IN (${whole})`)
    this.#ats = db.prepare('SELECT at FROM keyframe WHERE source = ? AND part = 0 ORDER BY at DESC LIMIT ?').pluck()
    this.#clocks = db.prepare('SELECT last_at, reached FROM source WHERE id = ?').raw()
    this.#add = db.prepare('INSERT INTO keyframe VALUES (?, ?, ?, ?, ?, ?)')
    this.#drop = db.prepare('DELETE FROM keyframe WHERE source = ? AND at > ?')
    this.#dropOne = db.prepare('DELETE FROM keyframe WHERE source = ? AND at = ?')
    this.#dropSilent = db.prepare('DELETE FROM keyframe_silent WHERE source = ? AND at > ?')
    this.#addSilent = db.prepare('INSERT OR IGNORE INTO keyframe_silent VALUES (?, ?, ?)')
  }

  /** The clock of a source stands at `at`. One that went back (another run, or it was set) tells its later times anew. */
  clock(source: number, at: EpochMs): void {
    const frames = this.#of(source)
    frames.clock = at
    frames.reached = Math.max(frames.reached ?? at, at)
    this.#notBefore(source, frames, at)
  }

  /** An interval of a source began at `at`. */
  began(source: number, at: EpochMs): void {
    this.#changes += 1
    this.#notBefore(source, this.#of(source), at)
  }

  /** The event `event` ended one at `at`; the last report of it was at `heard`, null when nobody knows. */
  ended(source: number, event: number, at: EpochMs, heard: EpochMs | null): void {
    this.#changes += 1
    const frames = this.#of(source)
    this.#notBefore(source, frames, at)
    if (heard === null) return
    const { ats } = frames
    for (let i = ats.length - 1; i >= 0 && ats[i]! >= heard; i -= 1) this.#addSilent.run(source, ats[i]!, event)
  }

  /** After a commit: some of the work on keyframes that are due. What fails (a full disk) is begun again later. */
  write(transaction: (work: () => void) => void): void {
    try {
      if (this.#job === null && this.#changes < this.#due) return
      const job = (this.#job ??= this.#frames())
      const step = job.next()
      if (step.done === true) this.#job = null
      else if (step.value) transaction(step.value)
    } catch {
      this.#abandon()
    }
  }

  /** A transaction was rolled back: what is known of the file may not be so. */
  forget(): void {
    this.#abandon()
    this.#sources.clear()
  }

  /** Of a source all keyframes go. */
  remove(source: number): void {
    this.#notBefore(source, this.#of(source), Number.NEGATIVE_INFINITY)
  }

  #abandon(): void {
    this.#job?.return(undefined)
    this.#job = null
    for (const [source, frames] of this.#sources) frames.ats = this.#read(source)
  }

  #read(source: number): EpochMs[] {
    return (this.#ats.all(source, REMEMBERED) as EpochMs[]).reverse()
  }

  #of(source: number): SourceFrames {
    const known = this.#sources.get(source)
    if (known) return known
    const [clock, reached] = this.#clocks.get(source) as [EpochMs | null, EpochMs | null]
    const frames = { ats: this.#read(source), clock, reached }
    this.#sources.set(source, frames)
    return frames
  }

  /** What is told now is of `at`: keyframes of a later moment do not know of it. */
  #notBefore(source: number, frames: SourceFrames, at: EpochMs): void {
    if ((frames.ats.at(-1) ?? Number.NEGATIVE_INFINITY) <= at) return
    this.#abandon()
    this.#drop.run(source, at)
    this.#dropSilent.run(source, at)
    frames.ats = frames.ats.filter((one) => one <= at)
  }

  *#frames(): Generator<Write | undefined> {
    const moments = new Map<number, { at: EpochMs; until: EpochMs }>()
    for (const [source, frames] of this.#sources) {
      const { clock, ats } = frames
      if (clock === null || (ats.at(-1) ?? Number.NEGATIVE_INFINITY) >= clock) continue
      moments.set(source, { at: clock, until: Math.max(frames.reached ?? clock, clock) })
      // From here on an end looks at it.
      ats.push(clock)
      if (ats.length > REMEMBERED) ats.shift()
    }
    this.#changes = 0
    const found = yield* readLasting(this.#file, this.#open)
    let lasting = 0
    for (const [source, { at, until }] of moments) {
      const rows = found.get(source)
      lasting += rows?.length ?? 0
      yield* this.#parts(source, at, until, rows)
    }
    this.#due = Math.max(this.#every, lasting)
  }

  *#parts(source: number, at: EpochMs, until: EpochMs, rows: LastingRows | undefined): Generator<Write | undefined> {
    let part: Lasting[] = []
    let parts = 1
    // The first is kept back: with it the keyframe is whole. One of nothing is one too.
    let first: Lasting[] | null = null
    const write = (number: number, of: readonly Lasting[]): Write => {
      const packed = packLasting(of, at)
      return () => this.#add.run(source, at, number, of[0]?.group ?? 0, until, packed)
    }
    let writes: Write[] = []
    const together = (all: readonly Write[]): Write => {
      return () => {
        for (const one of all) one()
      }
    }
    // An earlier attempt at this moment may have left some.
    yield () => this.#dropOne.run(source, at)
    for (const row of rows?.sorted() ?? []) {
      part.push(row)
      if (part.length < PART_ROWS) continue
      if (first) writes.push(write(parts++, part))
      else first = part
      part = []
      if (writes.length < PARTS_AT_A_TIME) continue
      yield together(writes)
      writes = []
    }
    if (first && part.length > 0) writes.push(write(parts, part))
    yield together([...writes, write(0, first ?? part)])
  }
}
