import type { SegmentRow } from '../shared/membership.ts'
import { countdown, inWords } from './format/duration.ts'
import { segmentTitleAmong } from './format/use-format.ts'
import { number, plural, t } from './i18n/index.ts'
import { exactName } from './names/text.ts'
import type { Verdict } from './verdict.ts'

const WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

/** Small counts as words, since a sentence reads better so. */
function countWord(count: number): string {
  const word = WORDS[count - 2]
  return word ? t(`wall.count.${word}`) : number(count)
}

/** Letters of a sentence that leaves room for its countdown. */
const BESIDE_HERO = 62

type Named = Pick<SegmentRow, 'segment' | 'family'>

/** The verdict on these segments as the sentence of the page's language. With a hero it ends before the number. */
export function verdictText(verdict: Verdict, segments: readonly Named[]): string {
  const [only] = segments
  const titleOf = ({ segment, family }: Named): string =>
    segmentTitleAmong(
      segment,
      family,
      segments.map((row) => row.segment),
    )
  switch (verdict.kind) {
    case 'empty':
      return t('wall.verdict.empty')
    case 'ok':
      return verdict.segments === 1
        ? t('wall.verdict.oneOk', { segment: only ? titleOf(only) : '' })
        : t('wall.verdict.allOk', { count: countWord(verdict.segments) })
    case 'no-querier': {
      const values = { segment: titleOf(verdict), lasts: inWords(verdict.lasts) }
      if (verdict.stopsIn === null) return t(verdict.ever ? 'wall.verdict.idle' : 'wall.verdict.neverIdle', values)
      const stream = exactName(verdict.stream)
      const said =
        stream === null
          ? null
          : t(verdict.ever ? 'wall.verdict.streamStops' : 'wall.verdict.neverStreamStops', { ...values, stream })
      if (said !== null && said.length <= BESIDE_HERO) return said
      return t(verdict.ever ? 'wall.verdict.stops' : 'wall.verdict.neverStops', values)
    }
    case 'query-late':
      return t('wall.verdict.late', { segment: titleOf(verdict), lasts: inWords(verdict.lasts) })
    case 'queries-unseen':
      return t('wall.verdict.unseen', { segment: titleOf(verdict) })
    case 'source-stopped':
      return verdict.lasts === null
        ? t('wall.verdict.neverSeen', { segment: titleOf(verdict) })
        : t('wall.verdict.stopped', { segment: titleOf(verdict), lasts: inWords(verdict.lasts) })
    case 'warming-up':
      return t('wall.verdict.warming', {
        segment: titleOf(verdict),
        lasts: inWords(Math.ceil(verdict.judgedIn / 1000) * 1000),
      })
  }
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
