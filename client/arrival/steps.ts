import type { SegmentRow } from '../../shared/segment.ts'
import type { SourceRow } from '../../shared/source.ts'

/*
 * Is IGMP reaching me? Step by step, for one source: each needs the one before it. Pure.
 */
export const STEPS = ['allowed', 'frames', 'igmp', 'query', 'report'] as const
export type StepName = (typeof STEPS)[number]

/** `yes`: seen. `wait`: not yet, and it may still come by itself. `no`: it comes when somebody does something. */
export type StepState = 'yes' | 'wait' | 'no'

/** What a person can do about a step, or wait for; a key of the catalogue. */
export type Hint =
  'failed' | 'ended' | 'approve' | 'no-frames' | 'no-datagrams' | 'no-igmp' | 'no-query' | 'no-report' | 'needs-before'

export interface Step {
  name: StepName
  state: StepState
  /** null: nothing to do about it. */
  hint: Hint | null
}

type Heard = Pick<SegmentRow, 'source' | 'lastQueryAt' | 'hosts' | 'groups'>
type Tap = Pick<SourceRow, 'name' | 'kind' | 'state' | 'frames' | 'igmp' | 'pendingSenders'>

/** Mirrors come as datagrams of a router, not off a cable. */
const BY_NETWORK: ReadonlySet<SourceRow['kind']> = new Set(['tzsp', 'erspan', 'vxlan', 'sflow'])

const IDLE: ReadonlySet<SourceRow['state']> = new Set(['starting', 'failed'])

/** What several taps see together is told of their joint segment. */
function heardBy(tap: Tap, segments: readonly Heard[], joints: ReadonlySet<string>): readonly Heard[] {
  const own = segments.filter(({ source }) => source === tap.name)
  return own.length > 0 ? own : segments.filter(({ source }) => joints.has(source))
}

export function stepsOf(tap: Tap, segments: readonly Heard[], joints: ReadonlySet<string> = new Set()): Step[] {
  const heard = tap.igmp > 0 ? heardBy(tap, segments, joints) : []
  const seen: Record<StepName, boolean> = {
    // One that waits for its interface runs as little as one that starts; one that waits for a sender runs.
    allowed: tap.frames > 0 || !(IDLE.has(tap.state) || (tap.state === 'waiting' && !BY_NETWORK.has(tap.kind))),
    frames: tap.frames > 0,
    igmp: tap.igmp > 0,
    query: heard.some(({ lastQueryAt }) => lastQueryAt !== null),
    report: heard.some(({ hosts, groups }) => hosts > 0 || groups > 0),
  }
  const over = tap.state === 'failed' || tap.state === 'ended'
  const missing = (name: StepName): [StepState, Hint | null] => {
    switch (name) {
      case 'allowed':
        return tap.state === 'failed' ? ['no', 'failed'] : ['wait', null]
      case 'frames':
        if (!seen.allowed) return ['wait', 'needs-before']
        if (tap.pendingSenders.length > 0) return ['no', 'approve']
        if (tap.state === 'ended') return ['no', 'ended']
        return ['wait', BY_NETWORK.has(tap.kind) ? 'no-datagrams' : 'no-frames']
      case 'igmp':
        return seen.frames ? [over ? 'no' : 'wait', 'no-igmp'] : ['wait', 'needs-before']
      case 'query':
        return seen.igmp ? [over ? 'no' : 'wait', 'no-query'] : ['wait', 'needs-before']
      case 'report':
        return seen.igmp ? [over ? 'no' : 'wait', 'no-report'] : ['wait', 'needs-before']
    }
  }
  return STEPS.map((name) => {
    const [state, hint] = seen[name] ? (['yes', null] as const) : missing(name)
    return { name, state, hint }
  })
}

/** The answer in one word: `yes`, or the step at which the best source is. */
export function answerOf(all: readonly (readonly Step[])[]): 'yes' | StepName | 'no-source' {
  if (all.length === 0) return 'no-source'
  const reached = (steps: readonly Step[]): number => steps.filter(({ state }) => state === 'yes').length
  const [best = []] = [...all].sort((a, b) => reached(b) - reached(a))
  return best.find(({ state }) => state !== 'yes')?.name ?? 'yes'
}
