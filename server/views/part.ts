import type { Segment } from '../decode/segment.ts'
import type { Found } from './findings.ts'
import type { Place } from './scene.ts'
import type { Curve } from './segment-trends.ts'
import type { Subject, SubjectTap } from './subject.ts'

/** What an overview is about: all, or the segments that were chosen. */
interface Part {
  /** Of each tap that has a share in it. */
  readonly curves: readonly Curve[]
  /** Those of taps that saw, and give nothing now. */
  readonly blind: ReadonlySet<Curve>
  readonly has: (segment: Segment) => boolean
  readonly isAbout: (found: Found) => boolean
}

export function partOf({ taps }: Subject, places: readonly Place[], whole: boolean): Part {
  if (whole) {
    const blind = taps.filter(isBlind).map(({ trend }) => trend)
    return { curves: taps.map(({ trend }) => trend), blind: new Set(blind), has: () => true, isAbout: () => true }
  }
  const chosen = new Set(places.map(({ segment }) => segment.segment))
  const byTap = new Map<SubjectTap, Segment[]>()
  for (const tap of taps) {
    const segments = [...tap.table.segments.keys()].filter((segment) => chosen.has(segment))
    if (segments.length > 0) byTap.set(tap, segments)
  }
  const names = new Set([...byTap.keys()].map(({ name }) => name))
  const curves = [...byTap].map(([tap, segments]) => ({ tap, curve: tap.trend.segments.sumOf(segments, tap.trend) }))
  return {
    curves: curves.map(({ curve }) => curve),
    blind: new Set(curves.filter(({ tap }) => isBlind(tap)).map(({ curve }) => curve)),
    has: (segment) => chosen.has(segment),
    // What a tap as a whole does badly, it does for each of its segments.
    isAbout: ({ finding: { segment }, source }) => (segment === null ? names.has(source) : chosen.has(segment)),
  }
}

/** One that ended has nothing to say any more; of one that waits or failed nobody knows what it misses. */
export function isBlind(tap: SubjectTap): boolean {
  const { state, blindSince } = tap.source()
  return blindSince !== null && (state === 'waiting' || state === 'failed')
}
