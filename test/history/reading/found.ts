import { ipv4, mac } from '../../../shared/address.ts'
import type { FindingCode, Severity } from '../../../shared/finding.ts'
import type { SentenceCode } from '../../../shared/finding-text.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../../server/decode/segment.ts'
import type { FindingBook } from '../../../server/findings/book.ts'
import type { FindingEvent } from '../../../server/findings/event.ts'
import { Finding } from '../../../server/findings/finding.ts'
import { NOBODY, type Observation } from '../../../server/findings/rule.ts'
import type { FoundStep } from '../../../server/history/writing/outbox.ts'
import { NOTHING, segment } from '../steps.ts'

/* Findings as the rules make them, for tests that need no wire. */

export const observed = (severity: Severity, fields: Partial<Observation> = {}): Observation => ({
  subject: NOBODY,
  severity,
  // A sentence of no catalogue is told by its code.
  sentence: 'of-a-test' as SentenceCode,
  values: { sinceMs: 1_500, who: '=HYPERLINK("x")' },
  count: 1,
  evidence: [{ at: 5, frame: 7 }],
  ...fields,
})

export const aHost = (host: number): Observation['subject'] => ({
  group: ipv4(0xef010101),
  host: { ip: ipv4(0x0a000000 + host), mac: mac(0x02_00_00_00_00_00 + host) },
})

export const opened = (
  code: FindingCode,
  at: EpochMs,
  seen: Observation = observed('warning'),
  place: Segment | null = segment,
): Finding => new Finding(code, place, seen, at)

export const happened = (event: FindingEvent['event'], at: EpochMs, finding: Finding): FoundStep => {
  if (event === 'finding-closed') finding.closedAt = at
  return { ...NOTHING, findings: [{ event, at, finding, severity: finding.severity, said: finding.said() }] }
}

/** What a rule sees at a moment, as the book is told. */
export function settled(
  book: FindingBook,
  code: FindingCode,
  segment: Segment | null,
  seen: readonly Observation[],
  lingers: number,
  at: EpochMs,
): FindingEvent[] {
  const events: FindingEvent[] = []
  book.settle({ code, lingers: () => lingers }, null, segment, seen, at, events)
  return events
}
