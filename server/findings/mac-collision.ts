import { formatAddress } from '../../shared/address.ts'
import { groupMac } from '../conduct/shared-macs.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Two active groups with one MAC (RFC 1112 s6.4): a switch that filters by MAC gives whoever has joined one the other too. */
export const macCollision: SegmentRule = {
  code: 'mac-collision',
  check: (facts) =>
    facts.conduct.wire.sharedMacs.collisions.size + facts.conduct.wire.sharedMacs.flooded.size > 0
      ? found(facts)
      : NOTHING,
  // Who changes channels to and fro makes one finding of it.
  lingers: ({ table }) => table.gmi,
}

function* found({ table, conduct: { wire } }: SegmentFacts): Generator<Observation> {
  const { collisions, flooded } = wire.sharedMacs
  for (const [mac, groups] of collisions) {
    const [first] = groups
    yield {
      subject: { group: first!, host: null },
      severity: 'information',
      sentence: 'mac-collision',
      values: { groups: [...groups].map(formatAddress).join(', '), mac },
      count: groups.size,
      evidence: [{ at: newest([...groups].map((group) => table.groups.get(group)?.since ?? 0)), frame: null }],
    }
  }
  for (const group of flooded) {
    yield {
      subject: { group, host: null },
      severity: 'information',
      sentence: 'mac-collision-flooded',
      values: { group: formatAddress(group), mac: groupMac(group) },
      count: 1,
      evidence: [{ at: table.groups.get(group)?.since ?? 0, frame: null }],
    }
  }
}

const newest = (times: readonly number[]): number => Math.max(...times)
