import type { EventLine } from '../../shared/event.ts'
import type { FindingEventLine } from '../../shared/finding.ts'
import { eventLine } from '../membership/line.ts'
import { finalLines } from '../membership/final.ts'
import { findingLine } from '../findings/line.ts'
import type { RollStep } from '../roll.ts'
import { Tap, type TapOptions } from '../tap.ts'
import type { DurationMs } from '../../shared/time.ts'
import { exitFor, wasRead } from './file-exit.ts'
import { LineOutput } from './output.ts'
import { readUntilStopped } from './reading.ts'

interface ReplayOptions extends TapOptions {
  /** The clock runs on this long after the last frame. */
  until: DurationMs
  /** Only the last line. */
  summary: boolean
}

/** `rollcall replay FILE`: events, then the final state. Resolves to the exit status. */
export async function replay(file: string, options: ReplayOptions, stopped: () => boolean): Promise<number> {
  const output = new LineOutput()
  const tap = new Tap('', options)
  const counts: Record<string, number> = {}
  const found: Record<string, number> = {}
  const tell = (step: RollStep): void => {
    for (const { event } of step.events) counts[event] = (counts[event] ?? 0) + 1
    for (const { event, finding } of step.findings) {
      if (event === 'finding-opened') found[finding.code] = (found[finding.code] ?? 0) + 1
    }
    if (options.summary) return
    if (step.findings.length === 0) for (const event of step.events) output.line(eventLine(event))
    else for (const line of inOrder(step)) output.line(line)
  }
  const end = await readUntilStopped(file, output, stopped, (frame) => tell(tap.take(frame)))
  if (!wasRead(end)) return exitFor(end, output)
  if (options.until > 0 && tap.counters.frames > 0) tell(tap.roll.advance(tap.table.clock + options.until))
  if (!options.summary) for (const line of finalLines(tap.table)) output.line(line)
  const { frames, igmp, duplicates, sampled, problems, undecodable } = tap.counters
  const loops = tap.loops > 0 ? { loops: tap.loops } : {}
  const cut = end.kind === 'cut' || end.kind === 'damaged' ? { 'file-cut': 1 } : {}
  const refused = Object.values(tap.table.refused).some((n) => n > 0) ? { refused: tap.table.refused } : {}
  output.line({
    final: 'end',
    at: tap.counters.frames === 0 ? null : tap.table.clock,
    counters: {
      frames,
      igmp,
      duplicates,
      events: counts,
      findings: found,
      problems,
      undecodable,
      ...(sampled > 0 ? { sampled } : {}),
      ...loops,
      ...cut,
      ...refused,
    },
  })
  await output.flush()
  return exitFor(end, output)
}

const inOrder = ({ events, findings }: RollStep): (EventLine | FindingEventLine)[] =>
  [...events.map(eventLine), ...findings.map(findingLine)].sort((a, b) => a.at - b.at)
