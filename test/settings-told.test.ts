import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../server/config.ts'

const root = resolve(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const told = pages.map(read).join('\n')

/** The old name of `allow-sender`, which the help hides too. */
const HIDDEN = new Set(['tzsp-allow'])

/** Of `rollcall serve`, which is what a person leaves running; the others are in the help of their command. */
const flags = [
  ...(/\.command\('serve'[\s\S]*?\.action\(/.exec(read('server/main.ts'))?.[0] ?? '').matchAll(/'(?:--)([a-z-]+)/g),
].map(([, flag = '']) => flag)

describe('what can be set is told on a page that people read', () => {
  it('there is something to look for', () => {
    expect(flags).toContain('max-connections')
    expect(SETTINGS).toContain('max-unpacked')
  })
  it.each(flags.filter((flag) => !HIDDEN.has(flag)))('--%s', (flag) => {
    expect(told).toMatch(new RegExp(`--${flag}(?![a-z-])`))
  })
  it.each(SETTINGS.filter((name) => !HIDDEN.has(name)))('%s in the configuration file', (name) => {
    expect(told).toMatch(new RegExp(`(?<![a-z-])${name}(?: =|\\]|\\.|\`)|--${name}(?![a-z-])`))
  })
})
