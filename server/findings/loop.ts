import { formatAddress, formatMac } from '../../shared/address.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Senders that a sentence has room for. */
const NAMED = 4

/**
 * Frames that come again and again: more copies than a mirror makes, or copies that do not end. One loop makes the
 * frames of all senders go round, so it is one finding that names them.
 */
export const loop: SegmentRule = {
  code: 'loop',
  check: (facts) => (facts.conduct.wire.loops.fresh.length > 0 ? found(facts) : NOTHING),
  // Where hosts are quiet, the next frame that could show it is an answer to the next query.
  lingers: ({ table: { election } }) => election.timing.queryInterval + election.timing.maxResponse,
}

function* found({ conduct }: SegmentFacts): Generator<Observation> {
  const { proved } = conduct.wire.loops
  const names = proved.map(({ host: { mac, ip } }) => (mac === null ? formatAddress(ip) : formatMac(mac)))
  const more = names.length > NAMED ? `, +${names.length - NAMED}` : ''
  const copies = proved.reduce((sum, sender) => sum + sender.copies, 0)
  yield {
    subject: NOBODY,
    severity: 'critical',
    sentence: 'loop',
    values: { copies, senders: names.slice(0, NAMED).join(', ') + more },
    count: copies,
    evidence: proved.flatMap(({ trail }) => trail.evidence).sort((a, b) => a.at - b.at),
  }
}
