import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CATALOGUE } from '../../server/metrics/catalogue.ts'
import { table } from './documented.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

it('docs/metrics.md has every metric, in the words of the catalogue', () => {
  expect(read('docs/metrics.md')).toContain(table())
})

it('the alerts speak of metrics that there are', () => {
  const spoken = [...new Set(read('docs/alerts.yml').match(/rollcall_[a-z_]+/g))]
  expect(spoken.length).toBeGreaterThan(8)
  const known = Object.keys(CATALOGUE)
  expect(spoken.filter((name) => !known.includes(name.replace(/_(bucket|sum|count)$/, '')))).toEqual([])
})
