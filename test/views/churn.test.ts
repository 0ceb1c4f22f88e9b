import { describe, expect, it } from 'vitest'
import { eventLine } from '../../server/membership/line.ts'
import { Churn } from '../../server/views/churn.ts'
import { done } from '../../server/views/work.ts'
import { formatAddress } from '../../shared/address.ts'
import { leave, query, says, START, v2, Wire } from '../membership/wire.ts'

const HOST = '10.0.10.20'

/** `239.1.1.1 +1 -0 expired 0 started`. */
function told(churn: Churn, seconds: number): string[] {
  return done(churn.recent(START + seconds * 1_000)).map(({ group, joined, left, expired, started, ended }) => {
    const flags = `${started ? ' started' : ''}${ended ? ' ended' : ''}`
    return `${formatAddress(group)} +${joined} -${left} expired ${expired}${flags}`
  })
}

describe('what changed lately', () => {
  it('is counted by group, link-local ones aside', () => {
    const [wire, churn] = [new Wire(), new Churn()]
    const events = [
      ...wire.step(0, '10.0.10.1', query()).events,
      ...wire.step(1, HOST, says('TO_EX', '239.1.1.1')).events,
      ...wire.step(2, '10.0.10.21', v2('239.1.1.1')).events,
      ...wire.step(3, HOST, v2('224.0.0.251')).events,
      ...wire.step(4, '10.0.10.21', leave('239.1.1.1')).events,
      ...wire.step(5, HOST, v2('239.1.1.2')).events,
    ]
    events.forEach((event) => churn.push(event))
    expect(events.map((event) => eventLine(event).event)).toContain('querier-elected')
    expect(told(churn, 5)).toEqual(['239.1.1.1 +2 -1 expired 0 started', '239.1.1.2 +1 -0 expired 0 started'])
  })

  it('adds up over five whole minutes and the one that runs, then is forgotten', () => {
    const [wire, churn] = [new Wire(), new Churn()]
    const say = (t: number, host: string): void =>
      wire.step(t, host, v2('239.1.1.1')).events.forEach((e) => churn.push(e))
    say(59, '10.0.10.20')
    say(61, '10.0.10.21')
    expect(told(churn, 62)).toEqual(['239.1.1.1 +2 -0 expired 0 started'])
    expect(told(churn, 359)).toEqual(['239.1.1.1 +2 -0 expired 0 started'])
    expect(told(churn, 360)).toEqual(['239.1.1.1 +1 -0 expired 0'])
    expect(told(churn, 420)).toEqual([])
  })
})
