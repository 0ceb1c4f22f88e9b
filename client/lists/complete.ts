import type { CompletionValue } from '../../shared/api.ts'
import { fixedValues, isField, LIST_FIELDS, type ListFields } from './fields.ts'
import { isOpen, partsOf, quotedValue } from './pieces.ts'

/** What is offered while one types a term. */
export interface Offer {
  /** What is offered: `vlan:`, `warning`, `10.0.0.5`. */
  label: string
  /** What it is called, beside it. */
  name: string | null
  /** The term with it. */
  term: string
  /** The term is complete with it; else its value comes next. */
  ends: boolean
}

/** What is being typed: in which field, and the letters after its last bar. null: it is no value that one could look up. */
export function lookUpOf(term: string, list: ListFields): { field: string; text: string } | null {
  const { field, value } = partsOf(term)
  const name = field.slice(0, -1).toLowerCase()
  if (field === '' || !isField(list, name) || fixedValues(list, name) !== null) return null
  return { field: name, text: bare(value.slice(cutOf(value))) }
}

/** After the last bar that is not within quotes. */
function cutOf(value: string): number {
  for (let at = value.lastIndexOf('|'); at >= 0; at = value.lastIndexOf('|', at - 1)) {
    if (!isOpen(value.slice(0, at))) return at + 1
    if (at === 0) break
  }
  return 0
}
const begins = (text: string, typed: string): boolean => text.startsWith(typed.toLowerCase())
const has = (text: string, typed: string): boolean => text.toLowerCase().includes(typed.toLowerCase())
const bare = (typed: string): string => typed.replace(/^"|"$/g, '').replace(/\\(.)/gs, '$1')

/** What a fixed value is called in the language of the page, where its word alone says too little. */
export type Called = (field: string, value: string) => string | null

/** How a term may go on. `seen`: what the server has for what is being typed, by `lookUpOf`. */
export function offersFor(
  term: string,
  list: ListFields,
  seen: readonly CompletionValue[],
  called: Called = () => null,
): Offer[] {
  const { negated, field, value } = partsOf(term)
  const sign = negated || term === '-' ? '-' : ''
  if (field === '') {
    const word = term.slice(sign.length).toLowerCase()
    if (word.includes('"')) return []
    return LIST_FIELDS[list]
      .filter((name) => name.startsWith(word))
      .map((name) => ({ label: `${name}:`, name: null, term: `${sign}${name}:`, ends: false }))
  }
  const name = field.slice(0, -1).toLowerCase()
  if (!isField(list, name)) return []
  const cut = cutOf(value)
  const typed = bare(value.slice(cut))
  const fixed = fixedValues(list, name)
    ?.map((known) => ({ value: known, name: called(name, known) }))
    .filter(({ value: known, name: word }) => begins(known, typed) || (word !== null && has(word, typed)))
  return (fixed ?? seen)
    .filter((known) => known.value !== typed)
    .map((known) => ({
      label: known.value,
      name: known.name === known.value ? null : known.name,
      term: `${sign}${field}${value.slice(0, cut)}${quotedValue(known.value)}`,
      ends: true,
    }))
}
