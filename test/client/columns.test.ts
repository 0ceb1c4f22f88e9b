import { describe, expect, it } from 'vitest'
import {
  columnsOf,
  fitting,
  LIST_COLUMNS,
  moved,
  readColumns,
  toggled,
  writeColumns,
  type ColumnList,
  type ColumnSpec,
} from '../../client/lists/columns.ts'

const LISTS = Object.keys(LIST_COLUMNS) as ColumnList[]
const keys = (specs: readonly ColumnSpec[] | null): string => specs?.map(({ key }) => key).join(' ') ?? 'none'
const SPECS: readonly ColumnSpec[] = [
  { key: 'state', min: 100, drop: 0 },
  { key: 'group', min: 100, fixed: true, drop: 0 },
  { key: 'hosts', min: 100, drop: 1 },
  { key: 'since', min: 100, drop: 2 },
  { key: 'sources', min: 100, drop: 2 },
  { key: 'reports', min: 100, drop: null },
]
const spec = (key: string): ColumnSpec => SPECS.find((one) => one.key === key)!

describe('columns without a choice', () => {
  it.each([
    [1_000, 'state group hosts since sources'],
    // 5 columns, 4 gaps and both ends: 580.
    [580, 'state group hosts since sources'],
    [579, 'state group hosts since'],
    [460, 'state group hosts'],
    [300, 'state group'],
    [10, 'state group'],
  ])('in %i px: %s', (width, expected) => {
    expect(keys(fitting(SPECS, width))).toBe(expected)
  })

  it.each(LISTS)('%s: has room in a window of 1366 px, and names its rows in any', (list) => {
    const specs = columnsOf(list)
    const shown = fitting(specs, 1_366)
    expect(shown.length).toBeGreaterThanOrEqual(6)
    expect(shown.reduce((sum, { min }) => sum + min + 12, 20)).toBeLessThanOrEqual(1_366)
    const least = fitting(specs, 0)
    for (const fixed of specs.filter((one) => one.fixed)) expect(least).toContain(fixed)
    expect(new Set(specs.map(({ key }) => key)).size).toBe(specs.length)
  })
})

describe('columns in the address', () => {
  it.each([
    ['hosts,group,state', 'hosts group state'],
    // What names the row is always there.
    ['hosts', 'group hosts'],
    ['hosts,hosts,nothing,reports', 'group hosts reports'],
    ['nothing', 'none'],
    ['', 'none'],
  ])('%s', (text, expected) => {
    const read = readColumns(text, SPECS)
    expect(keys(read)).toBe(expected)
    if (read) expect(readColumns(writeColumns(read), SPECS)).toEqual(read)
  })
  it.each([undefined, null, ['group'], 5])('%j is none', (value) => {
    expect(readColumns(value, SPECS)).toBeNull()
  })
})

describe('choosing them', () => {
  const shown = [spec('group'), spec('hosts'), spec('since')]
  it.each([
    ['hosts', 'group since'],
    ['sources', 'group hosts since sources'],
    ['state', 'state group hosts since'],
    ['group', 'group hosts since'],
  ])('%s is pressed: %s', (key, expected) => {
    expect(keys(toggled(shown, spec(key), SPECS))).toBe(expected)
  })
  it.each([
    ['hosts', -1, 'hosts group since'],
    ['hosts', 1, 'group since hosts'],
    ['group', -1, 'group hosts since'],
    ['since', 1, 'group hosts since'],
    ['reports', 1, 'group hosts since'],
  ] as const)('%s goes by %i: %s', (key, by, expected) => {
    expect(keys(moved(shown, spec(key), by))).toBe(expected)
  })
})
