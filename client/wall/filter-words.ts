import { parseFilter, type Term } from '../../shared/filter.ts'
import { t } from '../i18n/index.ts'

/** What a filter of segments leaves, in words: `VLAN 10, 20 only`; null when it leaves everything. */
export function filterWords(filter: string): string | null {
  const parsed = parseFilter(filter)
  // The page says elsewhere why it cannot be read.
  if (parsed.error !== null) return filter
  const terms = parsed.filter.terms
  if (terms.length === 0) return null
  const positive = terms.filter(({ negated }) => !negated).map(termWords)
  const negative = terms.filter(({ negated }) => negated).map(termWords)
  return [
    positive.length > 0 ? t('wall.filter.only', { what: positive.join(', ') }) : '',
    negative.length > 0 ? t('wall.filter.not', { what: negative.join(', ') }) : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function termWords(term: Term): string {
  switch (term.field) {
    case 'vlan':
      return t('wall.filter.vlan', { list: term.any.map((stack) => stack.join('.') || '–').join(', ') })
    case 'segment':
      return t('wall.filter.segment', { list: term.any.join(', ') })
    case 'source':
      return t('wall.filter.source', { list: term.any.filter((value) => typeof value === 'string').join(', ') })
    default:
      return `${term.field}:${term.any.map(String).join(', ')}`
  }
}
