import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { first } from '../../client/i18n/en/first.ts'
import { pages } from '../../client/i18n/en/pages.ts'

type Tree = { readonly [key: string]: string | Tree }
const leaves = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key] : leaves(value, `${path}${key}.`),
  )

const client = fileURLToPath(new URL('../../client', import.meta.url))
const known = leaves(first)
const whole = [...known, ...leaves(pages)]
const rooms = [...Object.keys(first), ...Object.keys(pages)].join('|')
const KEY = new RegExp(`['"\`]((?:${rooms})\\.[^'"\`\\s]*)['"\`]`, 'g')
const IMPORT = /(?:import|export)\s+(?!type\b)[^'"]*?['"](\.[^'"]+)['"]|import\(['"](\.[^'"]+)['"]\)/g

/** Files of the page that a file leads to, now or later; the router leads to all pages. */
function reached(file: string, into = new Map<string, string>()): Map<string, string> {
  if (into.has(file) || !/\.(ts|vue)$/.test(file) || !file.startsWith(client) || file.includes('/i18n/')) return into
  const source = readFileSync(file, 'utf8')
  into.set(file, source)
  for (const [, now, later] of source.matchAll(IMPORT)) {
    // Pages are loaded when they are gone to, and what asks about the past with the first page that has one.
    if (later !== undefined && /\/(router|use-view)\.ts$/.test(file)) continue
    reached(join(dirname(file), now ?? later ?? ''), into)
  }
  return into
}

/** What may stand for the values within a key fits. */
const pattern = (key: string): RegExp =>
  new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`)
const keysOf = (source: string): string[] => [...source.matchAll(KEY)].map(([, key]) => key ?? '')

describe('the first load', () => {
  const files = reached(join(client, 'main.ts'))
  reached(join(client, 'views/WallView.vue'), files)

  it('is of the frame and the wall', () => {
    const names = [...files.keys()].map((file) => relative(client, file))
    for (const name of ['components/HelpDialog.vue', 'components/wall/WallTop.vue', 'wall/change-words.ts']) {
      expect(names).toContain(name)
    }
    expect(names).not.toContain('views/GroupsView.vue')
  })

  it('has each text that they can say', () => {
    const missing: string[] = []
    let found = 0
    for (const [file, source] of files) {
      for (const key of keysOf(source)) {
        const fits = whole.filter((one) => pattern(key).test(one))
        found += fits.length
        for (const one of fits) if (!known.includes(one)) missing.push(`${relative(client, file)}: ${one}`)
      }
    }
    // A remedy is for the page of findings; the file that can say it is the wall's too.
    expect(missing.filter((text) => !text.includes(': remedy.'))).toEqual([])
    expect(found).toBeGreaterThan(150)
  })

  it('is read from the sources as they are written', () => {
    expect(keysOf("t('list.space') + t(`finding.title.${code}`)")).toEqual(['list.space', 'finding.title.${code}'])
    expect(pattern('finding.title.${code}').test('finding.title.no-querier')).toBe(true)
    expect(pattern('finding.title.${code}').test('finding.sentence.no-querier')).toBe(false)
  })
})
