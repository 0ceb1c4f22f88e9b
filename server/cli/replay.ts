import { eventLine } from '../membership/line.ts'
import { finalLines } from '../membership/final.ts'
import type { Step } from '../membership/step.ts'
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
  const tell = (step: Step): void => {
    for (const event of step.events) {
      counts[event.event] = (counts[event.event] ?? 0) + 1
      if (!options.summary) output.line(eventLine(event))
    }
  }
  const end = await readUntilStopped(file, output, stopped, (frame) => tell(tap.take(frame)))
  if (!wasRead(end)) return exitFor(end, output)
  if (options.until > 0 && tap.counters.frames > 0) tell(tap.table.advance(tap.table.clock + options.until))
  if (!options.summary) for (const line of finalLines(tap.table)) output.line(line)
  const { frames, igmp, duplicates, problems, undecodable } = tap.counters
  const loops = tap.loops > 0 ? { loops: tap.loops } : {}
  const cut = end.kind === 'cut' || end.kind === 'damaged' ? { 'file-cut': 1 } : {}
  const refused = Object.values(tap.table.refused).some((n) => n > 0) ? { refused: tap.table.refused } : {}
  output.line({
    final: 'end',
    at: tap.counters.frames === 0 ? null : tap.table.clock,
    counters: { frames, igmp, duplicates, events: counts, problems, undecodable, ...loops, ...cut, ...refused },
  })
  await output.flush()
  return exitFor(end, output)
}
