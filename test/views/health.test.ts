import { describe, expect, it } from 'vitest'
import { healthOf } from '../../server/views/health.ts'
import type { SourceState } from '../../shared/source.ts'
import { ask, query, says, START, v2, Wire } from '../membership/wire.ts'

/* QI 125 s, QRI 10 s, RV 2: warm-up 135 s, late at 187.5 s, other-querier-present 255 s, membership interval 260 s. */

const at = (wire: Wire, t: number, source: SourceState = 'running'): string => {
  wire.until(t)
  const { state, condition } = healthOf(wire.segment, START + t * 1_000, source)
  return `${state} ${condition}`
}
const Q = '10.0.10.1'
const HOST = '10.0.10.20'

describe('with a querier', () => {
  it.each([
    [0, 'ok queried'],
    [187, 'ok queried'],
    [187.5, 'warning query-late'],
    [254, 'warning query-late'],
    [255, 'critical querier-lost'],
    [4_000, 'critical querier-lost'],
  ])('%s s after its last query', (t, expected) => {
    const wire = new Wire()
    wire.say(0, Q, query())
    expect(at(wire, t)).toBe(expected)
  })

  it('is measured by the interval that was learnt', () => {
    const wire = new Wire()
    wire.say(0, Q, query({ queryInterval: 20, maxResponseTenths: 40 }))
    expect([at(wire, 29), at(wire, 30), at(wire, 42)]).toEqual([
      'ok queried',
      'warning query-late',
      'critical querier-lost',
    ])
  })

  it('is well again with the next query', () => {
    const wire = new Wire()
    wire.say(0, Q, query())
    expect(at(wire, 300)).toBe('critical querier-lost')
    wire.say(301, '10.0.10.2', query())
    expect(at(wire, 302)).toBe('ok queried')
  })

  it('one without an address satisfies', () => {
    const wire = new Wire()
    for (const t of [0, 125, 250]) wire.say(t, '0.0.0.0', query())
    expect(at(wire, 300)).toBe('ok queried')
    expect(at(wire, 600)).toBe('critical querier-lost')
  })
})

describe('without a querier', () => {
  const silent = (): Wire => {
    const wire = new Wire()
    wire.say(0, HOST, says('TO_EX', '239.1.1.1'))
    return wire
  }

  it.each([
    [0, 'warming warming-up'],
    [134, 'warming warming-up'],
    [135, 'warning no-querier'],
    [254, 'warning no-querier'],
    [255, 'critical no-querier'],
  ])('%s s after the start', (t, expected) => {
    expect(at(silent(), t)).toBe(expected)
  })

  it('a single query from 0.0.0.0, after a change of the topology, makes none', () => {
    const wire = silent()
    wire.say(10, '0.0.0.0', query())
    expect([at(wire, 250), at(wire, 300)]).toEqual(['warning no-querier', 'critical no-querier'])
  })

  it('answers that go on tell of queries that the tap cannot see', () => {
    const wire = silent()
    for (const t of [125, 250, 375]) wire.say(t, HOST, says('IS_EX', '239.1.1.1'))
    expect(at(wire, 380)).toBe('warning queries-unseen')
    expect(at(wire, 375 + 261)).toBe('critical no-querier')
  })

  it('so do v1 and v2 reports that come again', () => {
    const wire = new Wire()
    for (const t of [0, 125, 250, 375]) wire.say(t, HOST, v2('239.1.1.1'))
    expect(at(wire, 380)).toBe('warning queries-unseen')
  })

  it('answers within one membership interval do not yet, but nobody is accused until that is clear', () => {
    const wire = silent()
    for (const t of [125, 250]) wire.say(t, HOST, says('IS_EX', '239.1.1.1'))
    expect([at(wire, 256), at(wire, 385), at(wire, 386)]).toEqual([
      'warming warming-up',
      'warming warming-up',
      'critical no-querier',
    ])
  })

  it('answers to a specific query tell nothing', () => {
    const wire = silent()
    for (const t of [125, 250, 375]) {
      wire.say(t, '0.0.0.0', ask('239.1.1.1'))
      wire.say(t + 0.5, HOST, says('IS_EX', '239.1.1.1'))
    }
    expect(at(wire, 380)).toBe('critical no-querier')
  })

  it('nor where only link-local groups are in use, which no stream depends on', () => {
    const wire = new Wire()
    wire.say(0, HOST, says('TO_EX', '224.0.0.251'))
    expect([at(wire, 134), at(wire, 300)]).toEqual(['warming warming-up', 'ok not-needed'])
    wire.say(310, HOST, says('TO_EX', '239.1.1.1'))
    wire.say(320, HOST, says('TO_IN', '239.1.1.1'))
    expect([at(wire, 311), at(wire, 4_000)]).toEqual(['critical no-querier', 'critical no-querier'])
  })

  it('answers long after the last query that was seen do', () => {
    const wire = new Wire()
    wire.say(0, Q, query())
    for (const t of [5, 130, 255, 380]) wire.say(t, HOST, says('IS_EX', '239.1.1.1'))
    expect(at(wire, 380)).toBe('warning queries-unseen')
  })
})

describe('a tap that gives nothing', () => {
  it('one that starts is not judged: a simulated past runs faster than the wall', () => {
    const wire = new Wire()
    wire.say(0, Q, query())
    expect([at(wire, 1, 'starting'), at(wire, 900, 'starting')]).toEqual(['warming warming-up', 'warming warming-up'])
  })

  it.each(['waiting', 'failed', 'ended'] as const)('%s is stale, whatever was seen', (source) => {
    const wire = new Wire()
    wire.say(0, Q, query())
    expect([at(wire, 1, source), at(wire, 900, source)]).toEqual(['stale source-stopped', 'stale source-stopped'])
  })
})

describe('after the tap was blind', () => {
  it('nobody is blamed for what it missed: a query interval is watched first', () => {
    const wire = new Wire()
    wire.say(0, Q, query())
    wire.until(10)
    wire.tap.table.resume(START + 2_000_000)
    expect([at(wire, 2_000), at(wire, 2_134), at(wire, 2_135), at(wire, 2_255)]).toEqual([
      'warming warming-up',
      'warming warming-up',
      'warning query-late',
      'critical querier-lost',
    ])
  })
})
