import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| attacker') && !/^\| -/.test(line))

describe('the table of threats', () => {
  it('names four things in each row', () => {
    expect(rows.length).toBeGreaterThan(15)
    for (const row of rows)
      expect([
        row,
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim() !== ''),
      ]).toEqual([row, [true, true, true, true]])
  })

  it('names tests that are there', () => {
    const missing = rows.flatMap((row) =>
      [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)]
        .map(([, file = '']) => file)
        .filter((file) => !existsSync(join(root, 'test', file))),
    )
    expect(missing).toEqual([])
    expect(rows.filter((row) => !/`[^`]+\.test\.ts`/.test(row.split('|').at(-2) ?? ''))).toEqual([])
  })
})
