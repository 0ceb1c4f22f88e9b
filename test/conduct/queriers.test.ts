import { describe, expect, it } from 'vitest'
import type { QuerierConduct } from '../../server/conduct/querier-conduct.ts'
import { groupCompatibility, hostCompatibility } from '../../server/views/compatibility.ts'
import { segmentConductRow } from '../../server/views/segment-conduct.ts'
import type { Compatibility } from '../../shared/membership.ts'
import { ask, query, says, second, START, v1, v2, Wire } from '../membership/wire.ts'

const Q = '10.0.10.1'
const OTHER = '10.0.10.2'
const A = '10.0.10.11'
const GROUP = '239.1.1.1'

const asked = (wire: Wire, from: string, times: readonly number[], fields: Parameters<typeof query>[0] = {}): void =>
  times.forEach((t) => wire.step(t, from, query(fields)))
const conductOf = (wire: Wire): QuerierConduct => wire.tap.watch.conduct(wire.segment).queriers
const row = (wire: Wire) => segmentConductRow(wire.tap.watch.conduct(wire.segment))

describe('the gaps between queries', () => {
  it('stray from their median, start-up queries and missed ones aside', () => {
    const wire = new Wire()
    // 31 s of start-up; then 125 s, 126 s, a missed one, 124 s, 125 s.
    asked(wire, Q, [0, 31, 156, 282, 532, 656, 781])
    expect(row(wire).jitter).toEqual({ count: 4, p50Ms: 0, p95Ms: 1_000, maxMs: 1_000 })
  })

  it('are not known after a single query', () => {
    const wire = new Wire()
    asked(wire, Q, [0])
    expect(row(wire).jitter).toEqual({ count: 0, p50Ms: null, p95Ms: null, maxMs: null })
  })
})

describe('one querier after another', () => {
  it('takes over when the one before has fallen silent', () => {
    const wire = new Wire()
    asked(wire, Q, [0, 125])
    asked(wire, OTHER, [380.2])
    expect(row(wire)).toMatchObject({ takeOverMs: 255_200, electionMs: null })
  })

  it('took nothing over while nobody watched', () => {
    const wire = new Wire()
    asked(wire, Q, [0, 125])
    wire.tap.roll.resume(START + 900_000)
    asked(wire, OTHER, [1_200])
    expect(row(wire).takeOverMs).toBeNull()
  })

  it('is settled when the one with the higher address has asked for the last time', () => {
    const wire = new Wire()
    asked(wire, OTHER, [0])
    asked(wire, Q, [60])
    expect(row(wire).electionMs).toBe(0)
    asked(wire, OTHER, [65])
    expect(row(wire)).toMatchObject({ takeOverMs: null, electionMs: 5_000 })
  })
})

describe('misconduct', () => {
  it('counts specific queries of others, and those without a version', () => {
    const wire = new Wire()
    asked(wire, Q, [0])
    wire.step(1, A, says('TO_EX', GROUP))
    wire.step(10, Q, ask(GROUP))
    wire.step(11, OTHER, ask(GROUP))
    wire.step(12, OTHER, ask(GROUP))
    wire.step(13, '0.0.0.0', ask(GROUP))
    expect(row(wire)).toMatchObject({ foreignSpecificQueries: 2, malformedQueries: 0 })
  })
})

describe('which version is spoken', () => {
  const said = ({ version, forcedBy, until }: Compatibility): string =>
    [`v${version}`, forcedBy?.ip ?? 'nobody', until === null ? 'ever' : second(until)].join(' ')
  const groupAt = (wire: Wire, t: number): string => said(groupCompatibility(wire.group(GROUP)!, START + t * 1_000))
  const hostsAt = (wire: Wire, t: number): string => said(hostCompatibility(conductOf(wire), START + t * 1_000))

  it('in a group: the oldest report, and whose it was', () => {
    const wire = new Wire()
    asked(wire, Q, [0])
    wire.step(1, A, says('TO_EX', GROUP))
    expect(groupAt(wire, 1)).toBe('v3 nobody ever')
    wire.step(10, '10.0.10.12', v2(GROUP))
    wire.step(20, '10.0.10.13', v2(GROUP))
    expect(groupAt(wire, 20)).toBe('v2 10.0.10.13 280')
    wire.step(30, '10.0.10.14', v1(GROUP))
    wire.step(40, '10.0.10.12', v2(GROUP))
    expect(groupAt(wire, 40)).toBe('v1 10.0.10.14 290')
    expect(groupAt(wire, 290)).toBe('v2 10.0.10.12 300')
  })

  it('by hosts: the oldest general query, and whose it was', () => {
    const wire = new Wire()
    asked(wire, Q, [0])
    expect(hostsAt(wire, 1)).toBe('v3 nobody ever')
    asked(wire, OTHER, [60], { version: 2 })
    wire.step(70, OTHER, ask(GROUP, [], { version: 1 }))
    expect([hostsAt(wire, 100), hostsAt(wire, 320)]).toEqual(['v2 10.0.10.2 320', 'v3 nobody ever'])
  })

  it('by RFC 9776 for longer: ten response times', () => {
    const wire = new Wire({ formula: 'rfc9776' })
    asked(wire, Q, [0])
    asked(wire, OTHER, [60], { version: 2 })
    expect(hostsAt(wire, 100)).toBe('v2 10.0.10.2 410')
  })
})
