import { PULSE_SEGMENTS, type Pulse } from '../../shared/live.ts'
import type { EpochMs } from '../../shared/time.ts'
import { allTruncated } from '../../shared/truncated.ts'
import { Scene } from './scene.ts'
import { unknownOfAll } from './segments.ts'
import type { Subject } from './subject.ts'

/** The three ages at `now`, the wall clock. */
export function pulseOf(subject: Subject, now: EpochMs): Pulse {
  const scene = new Scene(subject)
  const places = scene.worstFirst()
  return {
    now,
    truncated: allTruncated(subject.taps.map(({ table }) => table.truncated)),
    unknown: unknownOfAll(places.map(({ segment }) => segment)),
    sources: scene.sources.map(({ name, state, lastFrameAt, blindSince, clock }) => ({
      ...{ name, state, lastFrameAt, blindSince, clock },
    })),
    segments: places.slice(0, PULSE_SEGMENTS).map(({ segment, source, health }) => ({
      segment: segment.segment.name,
      family: segment.segment.family,
      source: source.name,
      state: health.state,
      lastQueryAt: segment.election.lastQueryAt,
    })),
  }
}
