import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../shared/time.ts'
import { lastDue, missed, nextDue, type Schedule } from '../../server/exports/schedule.ts'

const daily = (zone: string): Schedule => ({ every: 'day', weekday: 1, hour: 0, minute: 10, zone })
const at = (text: string): number => Date.parse(text)
const iso = (time: number): string => new Date(time).toISOString()

describe('days of a zone', () => {
  /** Zone, a moment, the period that was due last: its label, beginning, end, hours, and when it was due. */
  const cases: readonly (readonly [string, string, string, string, string, number, string])[] = [
    ['UTC', '2026-11-26T00:10Z', '2026-11-25', '2026-11-25T00:00Z', '2026-11-26T00:00Z', 24, '2026-11-26T00:10Z'],
    ['UTC', '2026-11-26T00:09Z', '2026-11-24', '2026-11-24T00:00Z', '2026-11-25T00:00Z', 24, '2026-11-25T00:10Z'],
    ['UTC', '2024-03-01T12:00Z', '2024-02-29', '2024-02-29T00:00Z', '2024-03-01T00:00Z', 24, '2024-03-01T00:10Z'],
    // The clocks are set on at 01:00 and back at 02:00.
    [
      'Europe/Lisbon',
      '2026-03-30T08:00Z',
      '2026-03-29',
      '2026-03-29T00:00Z',
      '2026-03-29T23:00Z',
      23,
      '2026-03-29T23:10Z',
    ],
    [
      'Europe/Lisbon',
      '2026-10-26T08:00Z',
      '2026-10-25',
      '2026-10-24T23:00Z',
      '2026-10-26T00:00Z',
      25,
      '2026-10-26T00:10Z',
    ],
    [
      'America/New_York',
      '2026-03-09T12:00Z',
      '2026-03-08',
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
      23,
      '2026-03-09T04:10Z',
    ],
    [
      'America/New_York',
      '2026-11-02T12:00Z',
      '2026-11-01',
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
      25,
      '2026-11-02T05:10Z',
    ],
    // By half an hour.
    [
      'Australia/Lord_Howe',
      '2026-10-04T20:00Z',
      '2026-10-04',
      '2026-10-03T13:30Z',
      '2026-10-04T13:00Z',
      23.5,
      '2026-10-04T13:10Z',
    ],
    [
      'Australia/Lord_Howe',
      '2026-04-05T20:00Z',
      '2026-04-05',
      '2026-04-04T13:00Z',
      '2026-04-05T13:30Z',
      24.5,
      '2026-04-05T13:40Z',
    ],
    // Had no midnight on the day on which summer began.
    [
      'America/Sao_Paulo',
      '2018-11-05T12:00Z',
      '2018-11-04',
      '2018-11-04T03:00Z',
      '2018-11-05T02:00Z',
      23,
      '2018-11-05T02:10Z',
    ],
    [
      'America/Sao_Paulo',
      '2018-02-18T12:00Z',
      '2018-02-17',
      '2018-02-17T02:00Z',
      '2018-02-18T03:00Z',
      25,
      '2018-02-18T03:10Z',
    ],
    [
      'America/Sao_Paulo',
      '2026-11-26T03:10Z',
      '2026-11-25',
      '2026-11-25T03:00Z',
      '2026-11-26T03:00Z',
      24,
      '2026-11-26T03:10Z',
    ],
  ]
  it.each(cases)('%s at %s: %s', (zone, now, label, from, to, hours, dueAt) => {
    const period = lastDue(daily(zone), at(now))
    expect(period).toEqual({ label, from: at(from), to: at(to), dueAt: at(dueAt) })
    expect((period.to - period.from) / HOUR).toBe(hours)
  })

  it.each(['UTC', 'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Pacific/Apia'])(
    'of %s follow one another without a gap for three years',
    (zone) => {
      const schedule = daily(zone)
      let period = lastDue(schedule, at('2010-01-01T12:00Z'))
      while (period.label < '2013-01-01') {
        const next = nextDue(schedule, period.dueAt)
        expect(next.from).toBe(period.to)
        expect(next.dueAt).toBeGreaterThan(period.dueAt)
        expect(lastDue(schedule, next.dueAt)).toEqual(next)
        expect(lastDue(schedule, next.dueAt - 1)).toEqual(period)
        period = next
      }
    },
  )
})

describe('weeks', () => {
  const weekly: Schedule = { every: 'week', weekday: 1, hour: 6, minute: 30, zone: 'Europe/Lisbon' }

  it('begin on their weekday and are exported when they are over', () => {
    expect(lastDue(weekly, at('2026-11-26T12:00Z'))).toEqual({
      label: '2026-11-16',
      from: at('2026-11-16T00:00Z'),
      to: at('2026-11-23T00:00Z'),
      dueAt: at('2026-11-23T06:30Z'),
    })
    expect(lastDue(weekly, at('2026-11-23T06:29Z')).label).toBe('2026-11-09')
    expect(nextDue(weekly, at('2026-11-23T06:30Z')).label).toBe('2026-11-23')
    expect(lastDue({ ...weekly, weekday: 7 }, at('2026-11-26T12:00Z')).label).toBe('2026-11-15')
  })

  it('are an hour shorter or longer where the clocks are changed', () => {
    const length = (now: string): number => {
      const { from, to } = lastDue(weekly, at(now))
      return (to - from) / HOUR
    }
    expect(length('2026-03-30T12:00Z')).toBe(167)
    expect(length('2026-10-26T12:00Z')).toBe(169)
  })
})

describe('the time of day', () => {
  it.each([
    ['that the day has twice is the first', '2026-10-25T12:00Z', 1, 30, '2026-10-25T00:30Z'],
    ['that the day has not is as much later', '2026-03-29T12:00Z', 1, 30, '2026-03-29T01:30Z'],
  ])('%s', (_, now, hour, minute, dueAt) => {
    expect(iso(lastDue({ ...daily('Europe/Lisbon'), hour, minute }, at(now)).dueAt)).toBe(iso(at(dueAt)))
  })
})

describe('what was missed', () => {
  const schedule = daily('Europe/Lisbon')
  const now = at('2026-10-28T12:00Z')
  const labels = (done: string, most: number) => {
    const { periods, leftOut } = missed(schedule, done, now, most)
    return [periods.map(({ label }) => label), leftOut]
  }
  it.each([
    ['2026-10-27', 5, [], 0],
    ['2026-10-26', 5, ['2026-10-27'], 0],
    ['2026-10-23', 5, ['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27'], 0],
    ['2026-10-20', 3, ['2026-10-25', '2026-10-26', '2026-10-27'], 4],
    // A clock that was set back since.
    ['2026-12-01', 5, [], 0],
  ] as const)('since %s, at most %i', (done, most, periods, leftOut) => {
    expect(labels(done, most)).toEqual([periods, leftOut])
  })

  it('is nothing a minute before it is due', () => {
    const { dueAt } = nextDue(schedule, now)
    expect(missed(schedule, '2026-10-27', dueAt - MINUTE, 5).periods).toEqual([])
    expect(missed(schedule, '2026-10-27', dueAt, 5).periods).toHaveLength(1)
  })
})
