import { describe, expect, it } from 'vitest'
import { age, briefly, coarse, countdown, inWords, seconds, ticking } from '../../client/format/duration.ts'
import { segmentName } from '../../client/format/segment.ts'
import { day, dayAndTime, hourMinute, timeOfDay, when } from '../../client/format/time.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import { NOW } from './segment.ts'

const comma = (value: number, digits: number): string => value.toFixed(digits).replace('.', ',')

describe('durations', () => {
  it.each([
    [-5, '0:00'],
    [0, '0:00'],
    [58 * SECOND, '0:58'],
    [59_999, '0:59'],
    [372 * SECOND, '6:12'],
    [HOUR - 1, '59:59'],
    [HOUR + 25 * MINUTE, '1 h 25'],
    [18 * HOUR + 5 * MINUTE, '18 h 05'],
    [3 * DAY + 4 * HOUR, '3 d 4 h'],
  ])('%i ms tick as %s', (ms, text) => {
    expect(ticking(ms)).toBe(text)
  })

  it.each([
    [754 * SECOND, '12:34'],
    [HOUR + 25 * MINUTE, '1 h'],
    [13 * DAY + 4 * HOUR, '13 d'],
  ])('%i ms are briefly %s', (ms, text) => {
    expect(briefly(ms)).toBe(text)
  })

  it.each([
    [1, '0:01'],
    [1000, '0:01'],
    [1001, '0:02'],
    [0, '0:00'],
    [-1, '0:00'],
    [59_500, '1:00'],
    [HOUR - 1, '1 h 00'],
  ])('%i ms count down as %s', (ms, text) => {
    expect(countdown(ms)).toBe(text)
  })

  it.each([
    [9_900, '9 s'],
    [3 * MINUTE + 59_000, '3 min'],
    [HOUR + 25 * MINUTE, '1 h 25'],
    [DAY, '1 d 0 h'],
  ])('%i ms in a table are %s', (ms, text) => {
    expect(coarse(ms)).toBe(text)
  })

  it.each([
    [58 * SECOND, '58 s'],
    [372 * SECOND, '6 min 12 s'],
    [18 * HOUR + 50 * MINUTE, '18 h 50 min'],
    [3 * DAY + 4 * HOUR, '3 d 4 h'],
  ])('%i ms in a sentence are %s, in one piece', (ms, text) => {
    expect(inWords(ms)).toBe(text.replaceAll(' ', '\u00a0'))
  })

  it.each([
    [-3, '0,0 s'],
    [249, '0,2 s'],
    [9_999, '9,9 s'],
    [10_000, '10 s'],
    [59_999, '59 s'],
    [112 * SECOND, '1:52'],
  ])('an age of %i ms is %s', (ms, text) => {
    expect(age(ms, comma)).toBe(text)
  })

  it('writes a timer with a decimal only where it has one', () => {
    expect(seconds(125_000, comma)).toBe('125 s')
    expect(seconds(125_340, comma)).toBe('125,3 s')
    expect(seconds(124_999, comma)).toBe('125 s')
  })
})

describe('times', () => {
  it('are of 24 hours in the zone asked for', () => {
    expect(timeOfDay(NOW, 'UTC')).toBe('00:04:37')
    expect(hourMinute(NOW, 'UTC')).toBe('00:04')
    expect(day(NOW, 'UTC')).toBe('2025-11-26')
    expect(dayAndTime(NOW, 'UTC')).toBe('2025-11-26 00:04:37')
  })
  it('name the day only when it is another one', () => {
    expect(when(NOW - MINUTE, NOW, 'UTC')).toBe('00:03:37')
    expect(when(NOW - 5 * MINUTE, NOW, 'UTC')).toBe('2025-11-25 23:59:37')
  })
})

describe('names of segments', () => {
  it.each([
    ['10', '10', '10', ''],
    ['eth1/10', '10', '10', 'eth1'],
    ['eth1/vxlan:5000/100.10', '100.10', '100.10', 'eth1/vxlan:5000'],
    ['tzsp:192.0.2.1/untagged', null, 'untagged', 'tzsp:192.0.2.1'],
    ['untagged', null, 'untagged', ''],
  ])('%s', (text, vlan, last, where) => {
    expect(segmentName(text)).toEqual({ vlan, last, where })
  })
})
