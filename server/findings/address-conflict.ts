import { formatAddress, formatMac, type Mac } from '../../shared/address.ts'
import { OVER_AFTER } from '../conduct/wire-conduct.ts'
import { macKey } from '../conduct/sender-key.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/**
 * A host with a new card, or a router that takes over the address of another one, is one change of the MAC, and going
 * back is a second one. At the third both are there.
 */
const TURNS = 3
/** Once may be chance. */
const REFLECTIONS = 2

/** MACs that a sentence has room for. */
const NAMED = 5

function namesOf(macs: ReadonlySet<Mac>): string {
  const all = [...macs]
  const named = all.slice(0, NAMED).map(formatMac).join(', ')
  return all.length > NAMED ? `${named}, +${all.length - NAMED}` : named
}

export const addressConflict: SegmentRule = {
  code: 'address-conflict',
  check: (facts) =>
    facts.conduct.wire.claims.claims.size + facts.conduct.wire.claims.reflectors.size > 0 ? found(facts) : NOTHING,
  lingers: () => 0,
}

function* found({ at, table, conduct: { wire } }: SegmentFacts): Generator<Observation> {
  const { claims, reflectors } = wire.claims
  const since = at - OVER_AFTER * table.gmi
  for (const { address, macs, turns, trail } of claims.values()) {
    const within = turns.filter((turn) => turn >= since)
    if (within.length < TURNS) continue
    yield {
      subject: { group: null, host: { ip: address, mac: null } },
      severity: 'warning',
      sentence: 'address-conflict',
      values: { address: formatAddress(address), macs: namesOf(macs) },
      count: turns.length,
      evidence: trail.evidence,
    }
  }
  for (const { mac, addresses, times, lastAt, trail } of reflectors.values()) {
    if (times < REFLECTIONS || lastAt < since) continue
    const [like] = addresses
    yield {
      subject: { group: null, host: macKey(mac, like!) },
      severity: 'warning',
      sentence: 'address-conflict-reflected',
      values: { mac: formatMac(mac), addresses: addresses.size, reports: times },
      count: times,
      evidence: trail.evidence,
    }
  }
}
