import type { SegmentRow } from '../../shared/segment.ts'
import type { SourceRow } from '../../shared/source.ts'
import type { EpochMs } from '../../shared/time.ts'
import { number, plural, t } from '../i18n/index.ts'

type Tap = Pick<SourceRow, 'name' | 'state' | 'blindSince'> & { kind?: SourceRow['kind'] }

/** Taps that are named; of more their count. */
const NAMED = 2

/**
 * Taps that capture nothing although they should: nothing else on the wall names one that has no segment. `segments`:
 * those of a wall that is about some alone, whose taps are its affair; null: it is about all. Pure.
 */
export function silentTaps<Each extends Tap>(
  taps: readonly Each[],
  segments: readonly Pick<SegmentRow, 'source'>[] | null,
): readonly Each[] {
  // Several taps of one domain are each here too.
  const silent = taps.filter(({ kind, state }) => kind !== 'joined' && (state === 'waiting' || state === 'failed'))
  // Where nothing is seen, any tap may be why.
  if (segments === null || segments.length === 0) return silent
  const own = new Set(segments.map(({ source }) => source))
  return silent.filter(({ name }) => own.has(name))
}

/** What is said of them; '' while all capture. */
export function silentText(taps: readonly Tap[], when: (at: EpochMs) => string): string {
  const named = taps.slice(0, NAMED).map(({ name, state, blindSince }) => {
    const key = blindSince !== null ? 'blind' : state === 'failed' ? 'failed' : 'waiting'
    return t(`wall.note.${key}`, { source: name, time: blindSince === null ? '' : when(blindSince) })
  })
  const more = taps.length - named.length
  return [...named, ...(more > 0 ? [plural('wall.note.more', more, { n: number(more) })] : [])].join('; ')
}
