import type { Problem } from '../../shared/igmp.ts'
import type { SentenceCode } from '../../shared/finding-text.ts'
import { OVER_AFTER } from '../conduct/wire-conduct.ts'
import type { FaultySender } from '../conduct/sender-faults.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** What costs most comes first: it gives the sentence. */
const WORST_FIRST = [
  ['bad-checksum', 'bad-sender-checksum'],
  ['bad-length', 'bad-sender-length'],
  ['malformed-record', 'bad-sender-record'],
  ['bad-source', 'bad-sender-source'],
  ['wrong-destination', 'bad-sender-destination'],
  ['fragment', 'bad-sender-fragment'],
  ['ttl-not-1', 'bad-sender-ttl'],
  ['not-multicast', 'bad-sender-group'],
  ['all-hosts-reported', 'bad-sender-group'],
  ['unknown-record-type', 'bad-sender-record-type'],
  ['no-router-alert', 'bad-sender-router-alert'],
] as const satisfies readonly (readonly [Problem, SentenceCode])[]

const sentenceOf = (sender: FaultySender): SentenceCode =>
  WORST_FIRST.find(([problem]) => sender.faults.has(problem))?.[1] ?? 'bad-sender-router-alert'

/**
 * Messages that are not as the RFCs ask (RFC 3376 s4; RFC 3810 s5), by sender. Those that receivers drop are a warning:
 * what they say is not heard.
 */
export const badSender: SegmentRule = {
  code: 'bad-sender',
  check: (facts) => (facts.conduct.wire.faults.fresh.size > 0 ? found(facts) : NOTHING),
  lingers: ({ table }) => OVER_AFTER * table.gmi,
}

function* found({ conduct }: SegmentFacts): Generator<Observation> {
  for (const sender of conduct.wire.faults.fresh) {
    const { host, messages, faulty, faults, lost, trail } = sender
    yield {
      subject: { group: null, host },
      severity: lost > 0 ? 'warning' : 'information',
      sentence: sentenceOf(sender),
      values: {
        faulty,
        messages,
        percent: Math.round((100 * faulty) / messages),
        faults: sender
          .list()
          .map((problem) => `${problem} ${faults.get(problem)}`)
          .join(', '),
      },
      count: faulty,
      evidence: trail.evidence,
    }
  }
}
