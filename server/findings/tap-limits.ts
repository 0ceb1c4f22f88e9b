import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Severity } from '../../shared/finding.ts'
import type { SentenceCode } from '../../shared/finding-text.ts'
import type { SightSentence } from '../../shared/sight-text.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { watchedSince, queriesUnseen } from './querier-silence.ts'
import { NOBODY, NOTHING, type Observation, type SegmentRule, type TapRule } from './rule.ts'
import { sightOf, strippedSubnets } from './sight.ts'

/**
 * What a tap cannot see, the worst first: a warning where numbers on the wall are wrong because of it. What concerns one
 * segment is told there, and a proxy has a finding of its own.
 */
const LIMITS: readonly (readonly [SightSentence, SentenceCode, Severity])[] = [
  ['kernel-drops', 'tap-limits-kernel-drops', 'warning'],
  ['mirror-loss', 'tap-limits-mirror-loss', 'warning'],
  ['cut', 'tap-limits-cut', 'warning'],
  ['tags-one-way', 'tap-limits-tags-one-way', 'warning'],
  ['tags-one-way-split', 'tap-limits-tags-one-way-split', 'warning'],
  ['tags-one-way-many', 'tap-limits-tags-one-way-many', 'warning'],
  ['queries-only', 'tap-limits-queries-only', 'information'],
  ['sampled', 'tap-limits-sampled', 'information'],
  ['suppressing-switch', 'tap-limits-suppressing-switch', 'information'],
  ['duplicated', 'tap-limits-duplicated', 'information'],
  ['duplicated-partly', 'tap-limits-duplicated-partly', 'information'],
]

export const tapLimits: TapRule = {
  code: 'tap-limits',
  *check(facts): Generator<Observation> {
    const sights = sightOf(facts)
    for (const [told, sentence, severity] of LIMITS) {
      const seen = sights.find((sight) => sight.sentence === told)
      if (!seen) continue
      const { values, since } = seen
      yield {
        subject: NOBODY,
        severity,
        sentence,
        values,
        count: typeof values['count'] === 'number' ? values['count'] : 1,
        evidence: since === null ? [] : [{ at: since, frame: null }],
      }
      return
    }
  },
  lingers: () => MINUTE,
}

/** Of one segment: the querier is out of sight, or several segments come as one. */
export const segmentLimits: SegmentRule = {
  code: 'tap-limits',
  check({ at, table, conduct }) {
    if (queriesUnseen(table, at)) return [reportsOnly(table, at)]
    const subnets = strippedSubnets(conduct)
    if (subnets === null) return NOTHING
    return [
      {
        subject: NOBODY,
        severity: 'warning',
        sentence: 'tap-limits-tags-stripped',
        values: { subnets },
        count: conduct.wire.subnets.clusters.length,
        evidence: [{ at, frame: null }],
      },
    ]
  },
  lingers: () => 0,
}

function reportsOnly(table: SegmentTable, at: EpochMs): Observation {
  const { lastAnswerAt, election } = table
  return {
    subject: NOBODY,
    severity: 'warning',
    sentence: 'tap-limits-reports-only',
    values: { answeredAt: lastAnswerAt ?? at, silentMs: at - (election.lastQueryAt ?? watchedSince(table)) },
    count: 1,
    evidence: lastAnswerAt === null ? [] : [{ at: lastAnswerAt, frame: null }],
  }
}
