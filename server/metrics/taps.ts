import type { Family } from '../../shared/address.ts'
import type { SubjectTap } from '../views/subject.ts'
import { PART, type Work } from '../views/work.ts'
import { tellFindings } from './findings.ts'
import type { NeverFalls } from './never-falls.ts'
import { OTHER, segmentLabels, Sizes, tellMeter, tellQuerier } from './segments.ts'
import type { Sheet } from './sheet.ts'
import type { Singles } from './singles.ts'
import { tellSource } from './sources.ts'

/** Segments whose lines are made before others have their turn: each has some fifty. */
const SEGMENTS_AT_ONCE = 8

/** One source with its segments; those without a meter of their own are summed. */
export function* tellTap(sheet: Sheet, tap: SubjectTap, counters: NeverFalls, singles: Singles): Work<void> {
  tellSource(sheet, tap, counters)
  tellFindings(sheet, tap)
  yield
  yield* tellOwn(sheet, tap, singles)
  yield* tellOthers(sheet, tap, singles)
  sheet.add('rollcall_segments', { source: tap.name }, tap.table.segments.size)
}

/** What was counted stays when the clock is set back; the tables of the segments come again with their first message. */
function* tellOwn(sheet: Sheet, { name: source, table, watch }: SubjectTap, singles: Singles): Work<void> {
  let looked = 0
  for (const { segment, meter } of watch.meters.own()) {
    const labels = segmentLabels(source, segment.name, segment.family)
    const state = table.segments.get(segment)
    if (state) {
      new Sizes(state).tell(sheet, labels)
      tellQuerier(sheet, labels, state)
      yield* singles.tell(sheet, state, labels)
    }
    tellMeter(sheet, labels, segment.family, meter)
    looked += 1
    if (looked % SEGMENTS_AT_ONCE === 0) yield
  }
}

function* tellOthers(sheet: Sheet, { name: source, table, watch }: SubjectTap, singles: Singles): Work<void> {
  const { meters } = watch
  const { others } = meters
  const sizes: Partial<Record<Family, Sizes>> = {}
  let looked = 0
  let inOther = 0
  for (const [segment, state] of table.segments) {
    looked += 1
    if (looked % PART === 0) yield
    if (meters.hasOwn(segment)) continue
    inOther += 1
    ;(sizes[segment.family] ??= new Sizes()).add(state)
    yield* singles.tell(sheet, state, null)
  }
  for (const family of ['ipv4', 'ipv6'] as const) {
    const labels = segmentLabels(source, OTHER, family)
    sizes[family]?.tell(sheet, labels)
    if (!others[family].isEmpty) tellMeter(sheet, labels, family, others[family])
  }
  sheet.add('rollcall_segments_in_other', { source }, inOther)
}
