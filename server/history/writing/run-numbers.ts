import type { Family } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Intern } from './intern.ts'
import type { Batch } from './pack.ts'

/** A source as this run numbers it. `id` is null until the file has it. */
interface RunSource {
  readonly name: string
  id: number | null
  /** The gap that its last run left has its end. */
  gapEnded: boolean
  /** The end of its last gap in this run. */
  resumedAt: EpochMs | null
}

interface RunSegment {
  readonly family: Family
  readonly name: string
  readonly vlans: string
  readonly source: number
  id: number | null
}

const newSource = (name: string): RunSource => ({ name, id: null, gapEnded: false, resumedAt: null })

/** What the numbers of a run stand for: a batch names each segment and source once, and counts on it afterwards. */
export class RunNumbers {
  readonly findings: number
  readonly #intern: Intern
  readonly #segments: RunSegment[] = []
  readonly #sources: RunSource[] = []

  /** `findings`: the numbers of its findings begin here. */
  constructor(intern: Intern, findings = 0) {
    this.#intern = intern
    this.findings = findings
  }

  /** The same numbers on another file, which knows none of their names yet. */
  on(intern: Intern): RunNumbers {
    const moved = new RunNumbers(intern, this.findings)
    this.#sources.forEach(({ name }, index) => (moved.#sources[index] = newSource(name)))
    this.#segments.forEach((segment, index) => (moved.#segments[index] = { ...segment, id: null }))
    return moved
  }

  learn({ sources, segments }: Batch): void {
    for (const { index, name } of sources) {
      this.#sources[index] ??= newSource(name)
    }
    for (const { index, ...segment } of segments) this.#segments[index] ??= { ...segment, id: null }
  }

  /** The names of those that were learnt. */
  get sources(): readonly string[] {
    return this.#sources.map(({ name }) => name)
  }

  source(index: number): RunSource {
    return this.#sources[index]!
  }

  sourceOf(segment: number): RunSource {
    return this.source(this.#segments[segment]!.source)
  }

  /** Ids in the file. */
  sourceId(source: RunSource): number {
    source.id ??= this.#intern.source(source.name)
    return source.id
  }

  segmentId(index: number): number {
    const segment = this.#segments[index]!
    segment.id ??= this.#intern.segment(this.sourceId(this.source(segment.source)), segment)
    return segment.id
  }

  /** A transaction was rolled back: what it had given an id has none. */
  forget(): void {
    this.#intern.forget()
    for (const segment of this.#segments) segment.id = null
    for (const source of this.#sources) {
      source.id = null
      source.gapEnded = false
    }
  }
}
