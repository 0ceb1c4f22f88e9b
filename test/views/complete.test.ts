import { beforeAll, describe, expect, it } from 'vitest'
import { quotedValue } from '../../client/lists/pieces.ts'
import { completionsOf } from '../../server/views/complete.ts'
import { viewOf } from '../../server/views/index.ts'
import type { Subject } from '../../server/views/subject.ts'
import { parseAddress } from '../../shared/address.ts'
import { COMPLETED_FIELDS, MAX_COMPLETIONS, type CompletedField } from '../../shared/api.ts'
import type { ViewState } from '../../shared/live.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from './test-subject.ts'

let subject: Subject
beforeAll(() => {
  const tap = new TestTap('hour')
  tap.take(...readFrames('hour.pcap'))
  const sport = parseAddress('239.10.1.1')
  subject = {
    ...subjectOf(tap),
    names: {
      segment: ({ vlans }) => (vlans[0] === 20 ? 'Studio' : null),
      group: (group) => (group === sport ? { text: 'TV Sport 1', origin: 'given', exact: true } : null),
      host: () => null,
      knownHost: () => null,
    },
  }
})
const values = (field: CompletedField, text = ''): string[] =>
  completionsOf(subject, field, text).map(({ value }) => value)
const matching = (filter: string): number => {
  const { head } = viewOf(subject, {
    view: 'hosts',
    filter,
    sort: 'host',
    offset: 0,
    limit: 1,
  }) as ViewState<'hosts'>
  expect(head.filterError).toBeNull()
  return head.matching
}

describe('what may be typed next', () => {
  it.each(COMPLETED_FIELDS.filter((field) => field !== 'name'))('%s: each value finds something', (field) => {
    const found = values(field)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(MAX_COMPLETIONS)
    expect(new Set(found).size).toBe(found.length)
    for (const value of found) expect(matching(`${field}:${quotedValue(value)}`), value).toBeGreaterThan(0)
  })

  it('begins as it is typed', () => {
    const [first = ''] = values('host')
    const start = first.slice(0, 5)
    expect(values('host', start)).toContain(first)
    expect(values('host', start).every((value) => value.startsWith(start))).toBe(true)
    expect(values('host', 'zz')).toEqual([])
  })

  it('is found by its name, which stands beside it', () => {
    expect(completionsOf(subject, 'vlan', 'stu')).toEqual([{ value: '20', name: 'Studio' }])
    expect(values('name', 'stud')).toEqual(['Studio'])
  })
})
