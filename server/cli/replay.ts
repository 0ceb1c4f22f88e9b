import type { EventLine } from '../../shared/event.ts'
import type { FindingEventLine } from '../../shared/finding.ts'
import { sentence } from '../../shared/notice.ts'
import { eventLine } from '../membership/line.ts'
import { finalLines } from '../membership/final.ts'
import { findingLine } from '../findings/line.ts'
import { printable } from '../log.ts'
import { Joint } from '../joint.ts'
import type { JointPart, JointSpec } from '../joint-part.ts'
import type { RollStep } from '../roll.ts'
import { Tap, type TapOptions } from '../tap.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Frame } from '../decode/frame.ts'
import { exitFor, wasRead } from './file-exit.ts'
import { LineOutput } from './output.ts'
import { readUntilStopped } from './reading.ts'

interface ReplayOptions extends TapOptions {
  /** Segments that several interfaces of the capture see. */
  joints?: readonly JointSpec[]
  /** The clock runs on this long after the last frame. */
  until: DurationMs
  /** Only the last line. */
  summary: boolean
}

/** `rollcall replay FILE`: events, then the final state. Resolves to the exit status. */
export async function replay(file: string, options: ReplayOptions, stopped: () => boolean): Promise<number> {
  const output = new LineOutput()
  const counts: Record<string, number> = {}
  const found: Record<string, number> = {}
  const tell = (step: RollStep): void => {
    for (const { event } of step.events) counts[event] = (counts[event] ?? 0) + 1
    for (const { event, finding } of step.findings) {
      counts[event] = (counts[event] ?? 0) + 1
      if (event === 'finding-opened') found[finding.code] = (found[finding.code] ?? 0) + 1
    }
    if (options.summary) return
    if (step.findings.length === 0) for (const event of step.events) output.line(eventLine(event))
    else for (const line of inOrder(step)) output.line(line)
  }
  const joined = joinedTap(options, tell)
  const { tap, joints } = joined
  const end = await readUntilStopped(file, output, stopped, joined.take)
  if (!wasRead(end)) return exitFor(end, output)
  if (options.until > 0 && tap.counters.frames > 0) joined.advance(tap.table.clock + options.until)
  const tables = [tap.table, ...joints.map(({ table }) => table)]
  if (!options.summary) for (const line of tables.flatMap((table) => [...finalLines(table)])) output.line(line)
  const { frames, igmp, problems, undecodable } = tap.counters
  const sampled = tap.samples.count
  const duplicates = tap.counters.duplicates + joints.reduce((sum, joint) => sum + joint.duplicates, 0)
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
      problems,
      undecodable,
      ...(sampled > 0 ? { sampled } : {}),
      ...(Object.keys(found).length > 0 ? { findings: found } : {}),
      ...loops,
      ...cut,
      ...refused,
    },
  })
  await output.flush()
  for (const { unheard } of joints) if (unheard) process.stderr.write(`rollcall: ${printable(sentence(unheard))}\n`)
  return exitFor(end, output)
}

const inOrder = ({ events, findings }: RollStep): (EventLine | FindingEventLine)[] =>
  [...events.map(eventLine), ...findings.map(findingLine)].sort((a, b) => a.at - b.at)

/** The tap of a file, and the segments that several of its interfaces see. */
function joinedTap(options: ReplayOptions, tell: (step: RollStep) => void) {
  const sink = {
    step: (_source: string, step: RollStep) => tell(step),
    blind: () => undefined,
    setBack: () => undefined,
  }
  const joints = (options.joints ?? []).map(
    (spec) => new Joint({ spec, roll: options, sinks: [sink], now: () => 0, late: 0 }),
  )
  const part: JointPart = { name: '', state: 'running', clockAt: () => null, vouchedAt: () => null }
  const tap = new Tap('', options, (segment) => {
    const joint = joints.find((one) => one.covers(segment.name))
    return joint ? { segment: joint.segment(segment), take: (shown) => joint.take(part, shown) } : null
  })
  return {
    tap,
    joints,
    take: (frame: Frame): void => {
      tell(tap.take(frame))
      for (const joint of joints) joint.pass(part, frame.at)
    },
    advance: (at: EpochMs): void => {
      tell(tap.roll.advance(at))
      for (const joint of joints) joint.advance(at)
    },
  }
}
