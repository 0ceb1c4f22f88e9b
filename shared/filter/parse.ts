import {
  FIELDS,
  MAX_FILTER_LENGTH,
  MAX_TERMS,
  filterError,
  type FieldName,
  type FieldValues,
  type Filter,
  type FilterError,
  type Term,
} from './term.ts'
import { READERS, type Read } from './value.ts'

export type Parsed = { filter: Filter; error: null } | { filter: null; error: FilterError }

interface Word {
  text: string
  column: number
}

/** Reads a filter. Throws nothing: what cannot be read is an error with its column. */
export function parseFilter(text: string): Parsed {
  if (text.length > MAX_FILTER_LENGTH) {
    return failed(filterError(MAX_FILTER_LENGTH + 1, 'filter-too-long', { limit: MAX_FILTER_LENGTH }))
  }
  const terms: Term[] = []
  let at = skipSpace(text, 0)
  while (at < text.length) {
    if (terms.length === MAX_TERMS) return failed(filterError(at + 1, 'filter-too-many-terms', { limit: MAX_TERMS }))
    const read = readTerm(text, at)
    if ('error' in read) return failed(read.error)
    terms.push(read.term)
    at = skipSpace(text, read.next)
  }
  return { filter: { terms }, error: null }
}

const failed = (error: FilterError): Parsed => ({ filter: null, error })

function readTerm(text: string, start: number): { term: Term; next: number } | { error: FilterError } {
  const negated = text[start] === '-'
  const at = negated ? start + 1 : start
  const field = readField(text, at)
  if (typeof field !== 'string') return field
  const valuesAt = field === 'text' ? at : at + field.length + 1
  const read = readWords(text, valuesAt)
  if ('error' in read) return read
  const [first] = read.words
  if (first?.text === '' && read.words.length === 1 && read.next === valuesAt) {
    const code = field === 'text' ? 'filter-not-needs-value' : 'filter-field-needs-value'
    return { error: filterError(valuesAt + 1, code, { field }) }
  }
  const term = makeTerm(field, read.words, negated, start + 1)
  return 'error' in term ? term : { term, next: read.next }
}

/** The name before a colon, when it is one; else the words are free text. */
function readField(text: string, at: number): FieldName | { error: FilterError } {
  const name = /^([a-z]+):/i.exec(text.slice(at, at + 20))?.[1]?.toLowerCase()
  if (name === undefined) return 'text'
  const field = FIELDS.find((known) => known === name)
  if (field) return field
  const word = /^[^\s|"]*/.exec(text.slice(at))?.[0] ?? ''
  // A MAC address, an IPv6 address and the path of a segment have colons of their own.
  if (/^[0-9a-f]{1,4}(:[0-9a-f]{0,4})+\*?$/i.test(word) || word.includes('/')) return 'text'
  return { error: filterError(at + 1, 'filter-unknown-field', { field: name, fields: FIELDS.join(', ') }) }
}

/** `a|"b c"|d`. */
function readWords(text: string, start: number): { words: Word[]; next: number } | { error: FilterError } {
  const words: Word[] = []
  let at = start
  while (true) {
    const column = at + 1
    if (text[at] === '"') {
      const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(at))
      if (!quoted) return { error: filterError(column, 'filter-quote-open') }
      words.push({ text: quoted[1]!.replace(/\\(.)/gs, '$1'), column })
      at += quoted[0].length
      if (at < text.length && !/[\s|]/.test(text[at]!)) {
        // The bar is a value, because it parts the forms of a text in the catalogues.
        return { error: filterError(at + 1, 'filter-after-quote', { bar: '|' }) }
      }
    } else {
      const bare = /^[^\s|"]*/.exec(text.slice(at))![0]
      if (text[at + bare.length] === '"') {
        return { error: filterError(at + bare.length + 1, 'filter-quote-inside') }
      }
      words.push({ text: bare, column })
      at += bare.length
    }
    if (text[at] !== '|') return { words, next: at }
    at += 1
  }
}

function makeTerm(
  field: FieldName,
  words: readonly Word[],
  negated: boolean,
  column: number,
): Term | { error: FilterError } {
  const any: FieldValues[FieldName][] = []
  for (const word of words) {
    if (word.text === '') return { error: filterError(word.column, 'filter-value-missing') }
    const read: Read<FieldValues[FieldName]> = READERS[field](word.text)
    if ('refused' in read) return { error: filterError(word.column, read.refused.code, read.refused.values) }
    // A word that stands for several may be said beside one of them.
    if ('values' in read) any.push(...read.values.filter((value) => !any.includes(value)))
    else any.push(read.value)
  }
  // Each value was read by the reader of this very field.
  return { field, any, negated, column } as Term
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && /\s/.test(text[next]!)) next += 1
  return next
}
