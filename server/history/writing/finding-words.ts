import type { Address } from '../../../shared/address.ts'
import { SEVERITIES } from '../../../shared/finding.ts'
import { FINDING_WORDS, type FindingRecord } from './finding-record.ts'
import type { FindingState } from './finding-table.ts'
import type { WordReader, Words } from './words.ts'

/* A finding as a run of numbers, and back. Its texts stand aside; -1 and flags stand for what is absent. */

interface Ways {
  /** Gives an address and a text their number. */
  address: (address: Address) => number
  text: (text: string) => number
}

/** `segment`: null of a finding about the tap itself. */
export function packFinding(
  words: Words,
  { address, text }: Ways,
  source: number,
  segment: number | null,
  { number, word, at, finding, severity, said }: FindingRecord,
): void {
  const { group, host } = finding.subject
  // What opened and closed in one step is told as open first.
  const isOver = finding.closedAt !== null && (word === 'seen' || word === 'finding-closed')
  for (const value of [
    source,
    segment ?? -1,
    number,
    FINDING_WORDS.indexOf(word),
    at,
    SEVERITIES.indexOf(severity),
    group === null ? 0 : 1,
    group === null ? 0 : address(group),
    host ? 1 : 0,
    host ? address(host.ip) : 0,
    host?.mac ?? -1,
    finding.openedAt,
    said.lastAt,
    isOver ? 1 : 0,
    finding.closedAt ?? said.lastAt,
    said.count,
    text(finding.code),
    text(said.sentence),
    text(JSON.stringify(said.values)),
    text(JSON.stringify(said.evidence)),
  ]) {
    words.push(value)
  }
}

/** With the numbers of the run for its place, and addresses for its subject. */
export interface FindingWords extends Omit<FindingState, 'source' | 'segment' | 'group' | 'host'> {
  source: number
  segment: number | null
  group: Address | null
  host: { ip: Address; mac: number } | null
}

export function readFinding(words: WordReader, texts: readonly string[]): FindingWords {
  const text = (): string => texts[words.next()] ?? ''
  const source = words.next()
  const segment = words.next()
  const number = words.next()
  const word = FINDING_WORDS[words.next()] ?? 'seen'
  const at = words.next()
  const severity = words.next()
  const hasGroup = words.next() === 1
  const group = words.address()
  const hasHost = words.next() === 1
  const ip = words.address()
  const mac = words.next()
  const openedAt = words.next()
  const lastAt = words.next()
  const isOver = words.next() === 1
  const closedAt = words.next()
  return {
    source,
    segment: segment === -1 ? null : segment,
    number,
    word,
    at,
    severity,
    group: hasGroup ? group : null,
    host: hasHost ? { ip, mac } : null,
    openedAt,
    lastAt,
    closedAt: isOver ? closedAt : null,
    count: words.next(),
    code: text(),
    sentence: text(),
    values: text(),
    evidence: text(),
  }
}
