import { Decoder } from '../../server/decode/index.ts'
import type { Frame } from '../../server/decode/frame.ts'
import type { Message } from '../../server/decode/message.ts'
import { messageLine } from '../../server/decode/line.ts'
import { MembershipTable } from '../../server/membership/table.ts'
import { PROBLEMS } from '../../shared/igmp.ts'
import { frameOf } from '../generate/frame.ts'
import { Dice, mutate } from '../generate/mutate.ts'
import { honestFrames } from './honest.ts'

/** Octets that a mutant may grow to. */
const LARGEST = 4_096
/** A decoder, and a table, as long as their bounds are not what is tested. */
const RENEWED_EVERY = 50_000
/** How often the line of a message is made and weighed. */
const LINE_EVERY = 64
/** Octets of JSON for an octet of frame, at most, and for the rest of the line. */
const LINE_PER_OCTET = 24
const LINE_BASE = 1_000
/** Frames between two looks at the clock, and what they may take: a thousand times of what they do. */
const TIMED = 1_000
const SLOWEST_MS = 2_000

export interface FuzzFigures {
  frames: number
  messages: number
  /** Messages that may change the table. */
  sound: number
  samples: number
  /** Frames without a message, by reason. */
  reasons: Record<string, number>
  problems: Record<string, number>
  slowestThousandMs: number
}

/**
 * Decodes mutants of honest frames. Throws, with the frame in hex, at an exception, at a message that breaks a bound, at a
 * thousand frames that take too long, and at an event in the table by a message that is refused.
 */
export function fuzz(frames: number, seed: number, now: () => number, progress: (done: number) => void): FuzzFigures {
  const honest = honestFrames().filter(({ data }) => data.length <= LARGEST / 2)
  const dice = new Dice(seed)
  const chunk = new Uint8Array(LARGEST)
  const figures: FuzzFigures = {
    frames: 0,
    messages: 0,
    sound: 0,
    samples: 0,
    reasons: {},
    problems: {},
    slowestThousandMs: 0,
  }
  let decoder = new Decoder('')
  let table = new MembershipTable({ formula: 'rfc3376' })
  let since = now()
  for (let i = 0; i < frames; i += 1) {
    if (i % RENEWED_EVERY === 0) {
      decoder = new Decoder('')
      table = new MembershipTable({ formula: 'rfc3376' })
      progress(i)
    }
    const { data, linkType } = honest[dice.roll(honest.length)]!
    const { length, wireLength } = mutate(data, chunk, dice)
    const frame: Frame = { ...frameOf(chunk, i, linkType, wireLength), end: length }
    try {
      take(figures, decoder, table, frame, i)
    } catch (error) {
      throw new Error(
        `frame ${i}, link type ${linkType}, ${wireLength} on the wire: ${Buffer.from(chunk.subarray(0, length)).toString('hex')}`,
        { cause: error },
      )
    }
    if (i % TIMED === TIMED - 1) {
      const at = now()
      figures.slowestThousandMs = Math.max(figures.slowestThousandMs, at - since)
      since = at
    }
  }
  figures.frames = frames
  if (figures.slowestThousandMs > SLOWEST_MS) throw new Error(`a thousand frames took ${figures.slowestThousandMs} ms`)
  return figures
}

function take(figures: FuzzFigures, decoder: Decoder, table: MembershipTable, frame: Frame, index: number): void {
  const result = decoder.decode(frame)
  if (result === 'samples') {
    for (const message of decoder.samples(frame)) {
      figures.samples += 1
      if (!message.sampled) throw new Error('a sample that is not marked')
      check(message, frame, index)
    }
  }
  if (typeof result === 'string') {
    figures.reasons[result] = (figures.reasons[result] ?? 0) + 1
    return
  }
  figures.messages += 1
  for (const problem of result.problems) figures.problems[problem] = (figures.problems[problem] ?? 0) + 1
  check(result, frame, index)
  if (result.sound) figures.sound += 1
  // What time ends is none of its doing.
  table.advance(frame.at)
  const { events } = table.observe(result)
  if (!result.sound && events.length > 0) {
    throw new Error(`a refused message (${result.problems.join()}) changed the table: ${events[0]?.event}`)
  }
}

function check(message: Message, frame: Frame, index: number): void {
  if (message.problems.some((problem) => !PROBLEMS.includes(problem))) throw new Error('a problem without a name')
  if (new Set(message.problems).size !== message.problems.length) throw new Error('the same problem twice')
  if (index % LINE_EVERY !== 0) return
  const octets = JSON.stringify(messageLine(message)).length
  if (octets > LINE_BASE + LINE_PER_OCTET * (frame.end - frame.start)) throw new Error(`a line of ${octets} octets`)
}
