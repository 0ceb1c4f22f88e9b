import { like } from '../../shared/filter/like.ts'
import type { NamedSegment } from './names.ts'
import type { Subject } from './subject.ts'

/** Segments whose answer is remembered; when full, all are forgotten. */
const REMEMBERED = 16_384

interface Remembered<Value> {
  stack: string
  values: readonly Value[]
}

/**
 * Values that belong to segments: by whole path, by VLAN stack, and by path with stars. Of a segment it gives those that
 * fit, the closest first: its own path, its stack, then the pattern with the most letters of its own.
 */
export class Places<Value> {
  readonly #paths = new Map<string, Value>()
  readonly #stacks = new Map<string, Value>()
  readonly #patterns = new Map<string, Value>()
  /** The same with the text between their stars, the most letters first; null: to be made. */
  #forms: readonly { parts: readonly string[]; value: Value }[] | null = null
  readonly #remembered = new Map<string, Remembered<Value>>()

  /** The value at a place, made when it is not there yet. */
  at(place: Subject, make: () => Value): Value {
    if (place.is === 'stack') return gotOrMade(this.#stacks, place.vlans, make)
    const pattern = place.is === 'path' ? place.pattern : ''
    if (!pattern.includes('*')) return gotOrMade(this.#paths, pattern, make)
    this.#forms = null
    return gotOrMade(this.#patterns, pattern, make)
  }

  of({ name, vlans }: NamedSegment): readonly Value[] {
    const known = this.#remembered.get(name)
    const stack = vlans.length === 1 ? String(vlans[0]) : vlans.join('.')
    if (known?.stack === stack) return known.values
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear()
    const values = this.#find(name.toLowerCase(), stack)
    this.#remembered.set(name, { stack, values })
    return values
  }

  #find(path: string, stack: string): Value[] {
    const own = [this.#paths.get(path), this.#stacks.get(stack)].filter((value) => value !== undefined)
    this.#forms ??= formsOf(this.#patterns)
    return [...own, ...this.#forms.filter(({ parts }) => like(path, parts)).map(({ value }) => value)]
  }
}

function formsOf<Value>(patterns: ReadonlyMap<string, Value>): { parts: readonly string[]; value: Value }[] {
  const forms = [...patterns].map(([pattern, value]) => ({ parts: pattern.split('*'), value, size: pattern.length }))
  const letters = ({ parts, size }: { parts: readonly string[]; size: number }): number => size - parts.length
  return forms.sort((a, b) => letters(b) - letters(a))
}

function gotOrMade<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const known = values.get(key)
  if (known !== undefined) return known
  const made = make()
  values.set(key, made)
  return made
}
