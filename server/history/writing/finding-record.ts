import type { EpochMs } from '../../../shared/time.ts'
import type { Finding, Said } from '../../findings/finding.ts'
import type { FindingEvent } from '../../findings/event.ts'

/** By position, in words: never reorder. `seen` is no event: the finding is brought up to date. */
export const FINDING_WORDS = ['seen', 'finding-opened', 'finding-changed', 'finding-closed'] as const
export type FindingWord = (typeof FINDING_WORDS)[number]

/** A finding as it stands, and what happened to it. `number`: what this run calls it. */
export interface FindingRecord {
  readonly number: number
  readonly word: FindingWord
  readonly at: EpochMs
  readonly finding: Finding
  readonly severity: Finding['severity']
  readonly said: Said
}

/** Findings that are followed at a time; further ones are told when they close. */
const FOLLOWED = 20_000

/**
 * The findings of this run that have not ended in the file: their numbers, and which of them went on since they were
 * told last. So a finding whose opening found no room is in the history nevertheless, and one that lasts is up to date.
 */
export class FindingNumbers {
  readonly #numbers = new Map<Finding, { number: number; source: string; toldAt: EpochMs }>()
  #last = 0

  /** Of a finding that something happened to. */
  of(source: string, finding: Finding): number {
    const known = this.#numbers.get(finding)
    if (known) return known.number
    const number = (this.#last += 1)
    if (this.#numbers.size < FOLLOWED) this.#numbers.set(finding, { number, source, toldAt: Number.NEGATIVE_INFINITY })
    return number
  }

  /** What is told now; null: nothing. */
  record(source: string, { event, at, finding, severity, said }: FindingEvent): FindingRecord | null {
    const number = this.of(source, finding)
    const known = this.#numbers.get(finding)
    if (event === 'finding-closed') this.#numbers.delete(finding)
    else if (known) known.toldAt = said.lastAt
    else return null
    return { number, word: event, at, finding, severity, said }
  }

  /** Of a source that is watched anew: what was open is closed in the file, and gets other numbers when it opens again. */
  forget(source: string): void {
    for (const [finding, known] of this.#numbers) if (known.source === source) this.#numbers.delete(finding)
  }

  /** Those that are not as they were told last. */
  *stale(): Generator<{ source: string; record: FindingRecord }> {
    for (const [finding, known] of this.#numbers) {
      const { number, source, toldAt } = known
      if (finding.closedAt !== null) this.#numbers.delete(finding)
      else if (toldAt === finding.lastAt) continue
      known.toldAt = finding.lastAt
      const { severity, lastAt: at } = finding
      yield { source, record: { number, word: 'seen', at, finding, severity, said: finding.said() } }
    }
  }
}
