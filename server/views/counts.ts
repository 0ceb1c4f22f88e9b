import {
  BAND_AROUND,
  BAND_DAYS,
  BAND_LEAST_DAYS,
  FLOWS,
  SIZES,
  type CountLine,
  type CountRange,
  type Counts,
  type SizeLine,
} from '../../shared/counts.ts'
import { DAY, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { extremes, knownIn, type Windows } from './count-extremes.ts'
import { gapsOf, type KnownGap } from './count-gaps.ts'
import { CountMinutes } from './count-minutes.ts'

/** What is asked for. `from` is where a step begins; the last step may be cut short by `to`. Whole minutes. */
export interface CountSteps {
  from: EpochMs
  to: EpochMs
  step: DurationMs
}

/** A tap tells a minute when it is over, and not all at the same moment: so late it is waited for. In minutes. */
const TOLD_LATE = 2
/** A day counts for the usual range when at least this share of its minutes there is known. */
const DAY_KNOWN = 0.5

/** Minutes for an answer, with those that its usual range looks back on. */
export function minutesFor({ from, to }: CountSteps): CountMinutes {
  const first = (from - BAND_DAYS * DAY - BAND_AROUND) / MINUTE
  return new CountMinutes(first, to / MINUTE - first)
}

/** The counts by step. `minutes`: as `minutesFor` made them, filled. `why`: times that are known to be missing. */
export function countsOf(
  minutes: CountMinutes,
  { from, to: asked, step }: CountSteps,
  why: readonly KnownGap[],
  segments: number,
): Counts {
  const known = minutes.known()
  // Down to a step at least: of a range without a whole minute there is nothing to tell.
  const to = Math.max(Math.min(asked, minutes.told(TOLD_LATE) * MINUTE), from)
  const steps: Windows = {
    first: from / MINUTE - minutes.first,
    by: step / MINUTE,
    size: step / MINUTE,
    count: Math.ceil((to - from) / step),
  }
  // What comes after the last moment told is not looked at.
  known.fill(0, to / MINUTE - minutes.first)
  const { gaps, left } = gapsOf(known, minutes, { from, to }, why)
  return {
    from,
    to,
    step,
    segments,
    sizes: record(SIZES, (name) => sizeLine(minutes.sizes[name], known, steps)),
    flows: record(FLOWS, (name) => sums(minutes.flows[name], known, steps)),
    gaps,
    gapsLeftOut: left,
    ...bandOf(minutes, known, steps),
  }
}

function sizeLine(values: Float64Array, known: Uint8Array, steps: Windows): SizeLine {
  const value = Array.from({ length: steps.count }, (_, i) => {
    const start = steps.first + i * steps.by
    for (let at = start + steps.size - 1; at >= start; at -= 1) if (known[at] === 1) return values[at]!
    return null
  })
  const within = (): CountRange => ({
    low: line(extremes(values, known, steps, 1)),
    high: line(extremes(values, known, steps, -1)),
  })
  return { value, within: steps.by === 1 ? null : within() }
}

/** Of what was captured in the step. */
function sums(values: Float64Array, known: Uint8Array, steps: Windows): CountLine {
  const captured = knownIn(known, steps)
  return Array.from({ length: steps.count }, (_, i) => {
    if (captured[i] === 0) return null
    const start = steps.first + i * steps.by
    let sum = 0
    for (let at = start; at < Math.min(start + steps.size, values.length); at += 1) sum += values[at]!
    return sum
  })
}

/** The least and the most of the same time of day over the last days, half an hour around it. */
function bandOf(minutes: CountMinutes, known: Uint8Array, steps: Windows): Pick<Counts, 'band' | 'days'> {
  const around = BAND_AROUND / MINUTE
  const aDay = DAY / MINUTE / steps.by
  const windows: Windows = {
    first: steps.first - BAND_DAYS * aDay * steps.by - around,
    by: steps.by,
    size: steps.size + 2 * around,
    count: steps.count + BAND_DAYS * aDay,
  }
  const enough = knownIn(known, windows).map((count) => (count >= windows.size * DAY_KNOWN ? 1 : 0))
  const days = Array.from({ length: steps.count }, (_, i) => {
    let count = 0
    for (let day = 0; day < BAND_DAYS; day += 1) count += enough[i + day * aDay]!
    return count
  })
  const over = (found: Float64Array, start: number, most: (a: number, b: number) => number): CountLine =>
    days.map((count, i) => {
      if (count < BAND_LEAST_DAYS) return null
      let of = start
      for (let day = 0; day < BAND_DAYS; day += 1) {
        const at = i + day * aDay
        if (enough[at] === 1) of = most(of, found[at]!)
      }
      return of
    })
  const band = record(SIZES, (name): CountRange => {
    const values = minutes.sizes[name]
    return {
      low: over(extremes(values, known, windows, 1), Number.POSITIVE_INFINITY, Math.min),
      high: over(extremes(values, known, windows, -1), Number.NEGATIVE_INFINITY, Math.max),
    }
  })
  return { band, days }
}

const line = (values: Float64Array): CountLine => Array.from(values, (value) => (Number.isNaN(value) ? null : value))

const record = <Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Record<Name, Value> => Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>
