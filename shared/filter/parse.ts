import {
  FIELDS,
  MAX_FILTER_LENGTH,
  MAX_TERMS,
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
    return failed(MAX_FILTER_LENGTH + 1, `A filter has at most ${MAX_FILTER_LENGTH} characters.`)
  }
  const terms: Term[] = []
  let at = skipSpace(text, 0)
  while (at < text.length) {
    if (terms.length === MAX_TERMS) return failed(at + 1, `A filter has at most ${MAX_TERMS} terms.`)
    const read = readTerm(text, at)
    if ('error' in read) return { filter: null, error: read.error }
    terms.push(read.term)
    at = skipSpace(text, read.next)
  }
  return { filter: { terms }, error: null }
}

const failed = (column: number, message: string): Parsed & { error: FilterError } => ({
  filter: null,
  error: { column, message },
})

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
    const message =
      field === 'text' ? 'A - needs something to leave out after it.' : `${field}: needs a value after it.`
    return { error: { column: valuesAt + 1, message } }
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
  // A MAC address and the path of a segment have colons of their own.
  if (/^[0-9a-f]{2}(:[0-9a-f]{0,2})+\*?$/i.test(word) || word.includes('/')) return 'text'
  const message = `There is no field ${name}. Fields: ${FIELDS.join(', ')}; put text with a colon in quotes.`
  return { error: { column: at + 1, message } }
}

/** `a|"b c"|d`. */
function readWords(text: string, start: number): { words: Word[]; next: number } | { error: FilterError } {
  const words: Word[] = []
  let at = start
  while (true) {
    const column = at + 1
    if (text[at] === '"') {
      const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(at))
      if (!quoted) return { error: { column, message: 'This quotation mark is never closed.' } }
      words.push({ text: quoted[1]!.replace(/\\(.)/gs, '$1'), column })
      at += quoted[0].length
      if (at < text.length && !/[\s|]/.test(text[at]!)) {
        return { error: { column: at + 1, message: 'After a quotation mark comes a space or |.' } }
      }
    } else {
      const bare = /^[^\s|"]*/.exec(text.slice(at))![0]
      if (text[at + bare.length] === '"') {
        return {
          error: { column: at + bare.length + 1, message: 'A quotation mark stands at the beginning of a value.' },
        }
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
    if (word.text === '') return { error: { column: word.column, message: 'A value is missing here.' } }
    const read: Read<FieldValues[FieldName]> = READERS[field](word.text)
    if ('refused' in read) return { error: { column: word.column, message: `${read.refused}.` } }
    any.push(read.value)
  }
  // Each value was read by the reader of this very field.
  return { field, any, negated, column } as Term
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && /\s/.test(text[next]!)) next += 1
  return next
}
