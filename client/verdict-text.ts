import type { Unknown } from '../shared/membership.ts'
import type { SegmentRow } from '../shared/segment.ts'
import type { EpochMs } from '../shared/time.ts'
import { countdown, inWords } from './format/duration.ts'
import { segmentNamedAmong, segmentTitleAmong } from './format/use-format.ts'
import { number, plural, t } from './i18n/index.ts'
import { exactName } from './names/text.ts'
import type { Verdict } from './verdict.ts'
import { fitsLines, linesBeside, THREE_LINES } from './wall/sentence.ts'

const WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

/** Small counts as words, since a sentence reads better so. */
function countWord(count: number): string {
  const word = WORDS[count - 2]
  return word ? t(`wall.count.${word}`) : number(count)
}

type Named = Pick<SegmentRow, 'segment' | 'family'>

/** The verdict on these segments as the sentence of the page's language. With a hero it ends before the number. */
export function verdictText(
  verdict: Verdict,
  segments: readonly Named[],
  timeOfDay: (at: EpochMs) => string = String,
): string {
  const [only] = segments
  const all = segments.map((row) => row.segment)
  const titleOf = ({ segment, family }: Named): string => segmentTitleAmong(segment, family, all)
  /** With the name of the segment where there is room for it. */
  const where = (row: Named, say: (title: string) => string): string => {
    const named = say(segmentNamedAmong(row.segment, row.family, all))
    return fitsLines(named, THREE_LINES) ? named : say(titleOf(row))
  }
  switch (verdict.kind) {
    case 'empty':
      return t('wall.verdict.empty')
    case 'ok':
      return verdict.segments === 1
        ? where(only ?? { segment: '', family: 'ipv4' }, (segment) => t('wall.verdict.oneOk', { segment }))
        : t('wall.verdict.allOk', { count: countWord(verdict.segments) })
    case 'no-querier': {
      const { ever, stopsIn } = verdict
      const lasts = inWords(verdict.lasts)
      if (stopsIn === null) {
        return where(verdict, (segment) => t(ever ? 'wall.verdict.idle' : 'wall.verdict.neverIdle', { segment, lasts }))
      }
      const stream = exactName(verdict.stream)
      const titles = [segmentNamedAmong(verdict.segment, verdict.family, all), titleOf(verdict)]
      const named = titles.map((segment) =>
        t(ever ? 'wall.verdict.streamStops' : 'wall.verdict.neverStreamStops', {
          segment,
          lasts,
          stream: stream ?? '',
        }),
      )
      const plain = titles.map((segment) =>
        t(ever ? 'wall.verdict.stops' : 'wall.verdict.neverStops', { segment, lasts }),
      )
      // The stream comes before the name of the segment: which one it is, its number tells.
      const sentences = stream === null ? plain : [...named, ...plain]
      const room = linesBeside(countdown(stopsIn))
      return sentences.find((sentence) => fitsLines(sentence, room)) ?? sentences.at(-1) ?? ''
    }
    case 'query-late':
      return where(verdict, (segment) => t('wall.verdict.late', { segment, lasts: inWords(verdict.lasts) }))
    case 'queries-unseen':
      return where(verdict, (segment) => t('wall.verdict.unseen', { segment }))
    case 'source-stopped':
      return where(verdict, (segment) => {
        if (verdict.blindSince !== null)
          return t('wall.verdict.blind', { segment, time: timeOfDay(verdict.blindSince) })
        return verdict.lasts === null
          ? t('wall.verdict.neverSeen', { segment })
          : t('wall.verdict.stopped', { segment, lasts: inWords(verdict.lasts) })
      })
    case 'warming-up':
      return where(verdict, (segment) =>
        t('wall.verdict.warming', { segment, lasts: inWords(Math.ceil(verdict.judgedIn / 1000) * 1000) }),
      )
  }
}

/** What nobody knows since the taps were blind, once they see again; null: all is known, or they are blind still. */
export function unknownText(unknown: Unknown | null, timeOfDay: (at: EpochMs) => string): string | null {
  if (unknown === null || unknown.memberships === 0 || unknown.knownAt === null) return null
  return t('wall.verdict.unknown', { time: timeOfDay(unknown.since), known: timeOfDay(unknown.knownAt) })
}

/** The number the sentence ends in, while something counts down. */
export const heroText = (verdict: Verdict): string | null =>
  verdict.kind === 'no-querier' && verdict.stopsIn !== null ? countdown(verdict.stopsIn) : null

/** What the sentence leaves out: the segments behind it. */
export function othersText(verdict: Verdict): string | null {
  switch (verdict.kind) {
    case 'empty':
      return t('wall.sub.sources')
    case 'ok':
      return null
    case 'warming-up':
      return verdict.judged > 0 ? plural('wall.sub.othersOk', verdict.judged) : null
    case 'no-querier':
    case 'query-late':
    case 'queries-unseen':
    case 'source-stopped':
      return verdict.others > 0 ? plural('wall.sub.others', verdict.others) : null
  }
}
