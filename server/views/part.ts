import type { Segment } from '../decode/segment.ts'
import type { Found } from './findings.ts'
import type { Place } from './scene.ts'
import type { Curve } from './segment-trends.ts'
import type { Subject, SubjectTap } from './subject.ts'

/** What an overview is about: all, or the segments that were chosen. */
interface Part {
  /** Of each tap that has a share in it. */
  readonly curves: readonly Curve[]
  readonly has: (segment: Segment) => boolean
  readonly isAbout: (found: Found) => boolean
}

export function partOf({ taps }: Subject, places: readonly Place[], whole: boolean): Part {
  if (whole) return { curves: taps.map(({ trend }) => trend), has: () => true, isAbout: () => true }
  const chosen = new Set(places.map(({ segment }) => segment.segment))
  const byTap = new Map<SubjectTap, Segment[]>()
  for (const tap of taps) {
    const segments = [...tap.table.segments.keys()].filter((segment) => chosen.has(segment))
    if (segments.length > 0) byTap.set(tap, segments)
  }
  const names = new Set([...byTap.keys()].map(({ name }) => name))
  return {
    curves: [...byTap].map(([{ trend }, segments]) => trend.segments.sumOf(segments, trend)),
    has: (segment) => chosen.has(segment),
    // What a tap as a whole does badly, it does for each of its segments.
    isAbout: ({ finding: { segment }, source }) => (segment === null ? names.has(source) : chosen.has(segment)),
  }
}
