import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')

interface Parts {
  /** `## `, without what they say. */
  headings: string[]
  blocks: string[]
  pictures: string[]
  /** Other files of this project. */
  links: string[]
  /** Cells of each row of a table. */
  rows: number[]
  bullets: number
  /** Commands, flags and addresses within the text. */
  code: string[]
}

const FENCE = /^```\n([\s\S]*?)^```$/gm

function partsOf(text: string): Parts {
  const prose = text.replace(FENCE, '')
  const all = (pattern: RegExp): string[] => [...prose.matchAll(pattern)].map(([whole, part]) => part ?? whole)
  return {
    headings: all(/^(#+) /gm),
    blocks: [...text.matchAll(FENCE)].map(([, block]) => block ?? ''),
    pictures: all(/!\[[^\]]*\]\(([^)]+)\)/g),
    links: all(/(?<!!)\[[^\]]*\]\(([^)]+)\)/g),
    rows: all(/^\|.*\|$/gm).map((row) => row.split('|').length),
    bullets: all(/^- /gm).length,
    code: all(/`([^`]+)`/g),
  }
}

const english = partsOf(read('README.md'))
const portuguese = partsOf(read('README.pt-BR.md'))

describe('the two READMEs', () => {
  it('are there to be compared', () => {
    expect(english.headings.length).toBeGreaterThan(5)
    expect(english.blocks.length).toBeGreaterThan(5)
    expect(english.pictures.length).toBeGreaterThan(2)
  })
  it.each(['headings', 'blocks', 'rows', 'bullets'] as const)('have the same %s', (what) => {
    expect(portuguese[what]).toEqual(english[what])
  })
  it('speak of the same commands, flags and addresses', () => {
    expect([...portuguese.code].sort()).toEqual([...english.code].sort())
  })
  it('have the same pictures, each in its language', () => {
    expect(portuguese.pictures.map((path) => basename(path))).toEqual(english.pictures.map((path) => basename(path)))
    expect(portuguese.pictures.every((path) => path.startsWith('docs/pt-BR/'))).toBe(true)
  })
  it('lead to the same files, and to each other', () => {
    const twins = ['README.md', 'README.pt-BR.md']
    const others = ({ links }: Parts): string[] => links.filter((link) => !twins.includes(link)).sort()
    expect(others(portuguese)).toEqual(others(english))
    expect(english.links).toContain('README.pt-BR.md')
    expect(portuguese.links).toContain('README.md')
  })
  it.each([...new Set([...english.links, ...english.pictures, ...portuguese.links, ...portuguese.pictures])])(
    '%s is there',
    (link) => {
      expect(existsSync(join(root, link.replace(/#.*/, '')))).toBe(true)
    },
  )
})
