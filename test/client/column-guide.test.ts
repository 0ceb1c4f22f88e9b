import './english.ts'
import { describe, expect, it } from 'vitest'
import { columnText } from '../../client/export/column-text.ts'
import { en } from '../../client/i18n/en.ts'
import { switchLocale } from '../../client/i18n/index.ts'
import { EXPORT_COLUMNS, EXPORTS } from '../../shared/export.ts'

describe('the guide to the columns', () => {
  it.each(EXPORTS)('has a text for each of %s, in both languages', async (set) => {
    for (const locale of ['en', 'pt-BR'] as const) {
      await switchLocale(locale)
      for (const column of EXPORT_COLUMNS[set]) expect(columnText(set, column), column).toEqual(expect.any(String))
    }
    await switchLocale('en')
  })
  it('has no text for a column that no file has', () => {
    const all = new Set<string>(Object.values(EXPORT_COLUMNS).flat())
    expect(Object.keys(en.columns.any).filter((name) => !all.has(name))).toEqual([])
    for (const [set, own] of Object.entries(en.columns)) {
      if (set === 'any') continue
      const columns: readonly string[] = EXPORT_COLUMNS[set as keyof typeof EXPORT_COLUMNS]
      expect(Object.keys(own).filter((name) => !columns.includes(name))).toEqual([])
    }
  })
})
