import { expect, it } from 'vitest'
import { DAY, HOUR } from '../shared/time.ts'
import { HistoryConfig, keepOf, parseAge, parseSize } from '../server/history-config.ts'

it.each([
  ['90d', 90 * DAY],
  ['48h', 48 * HOUR],
  ['2w', 14 * DAY],
  ['2y', 730 * DAY],
  ['1h', null],
  ['0d', null],
  ['90', null],
  ['-3d', null],
  ['forever', null],
])('an age of %s', (text, age) => expect(parseAge(text)).toBe(age))

it.each([
  ['10GB', 10 * 1_024 ** 3],
  ['1.5gb', 1.5 * 1_024 ** 3],
  ['500 MB', 500 * 1_024 ** 2],
  ['1TB', 1_024 ** 4],
  ['1MB', null],
  ['10', null],
  ['10G', null],
  ['1e3GB', null],
])('a size of %s', (text, bytes) => expect(parseSize(text)).toBe(bytes))

it('the flag wins over the file; what nobody says is left out', () => {
  const config = HistoryConfig.parse({ changes: '30d', 'max-size': '2GB' })
  expect(keepOf(config)).toEqual({ changes: 30 * DAY, maxBytes: 2 * 1_024 ** 3 })
  expect(keepOf(config, 7)).toEqual({ changes: 30 * DAY, maxBytes: 7 })
  expect(keepOf()).toEqual({})
})

it.each([
  [{ changes: 'soon' }, /an age of a day or more/],
  [{ rollups: 3 }, /an age of a day or more/],
  [{ 'max-size': '3 apples' }, /a size of 16MB or more/],
  [{ weeks: '3d' }, /weeks/],
])('%j is refused with a word', (config, says) => {
  expect(HistoryConfig.safeParse(config).error?.message).toMatch(says)
})
