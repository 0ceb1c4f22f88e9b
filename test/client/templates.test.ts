import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'vue/compiler-sfc'

/* No text of a page stands in its template: it goes through the catalogues, or it is missing in one of the languages. */

const CLIENT = fileURLToPath(new URL('../../client', import.meta.url))
const files = readdirSync(CLIENT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))

/** The same in every language: names, a zone, what the standards call things. */
const SAME = new Set(['Rollcall', 'TV', 'Sport', 'UTC', 'CSV', 'MAC', 'IGMP', 'MLD', 'VLAN', 'pcap', 'hex'])
const SPOKEN = ['aria-label', 'aria-roledescription', 'aria-description', 'title', 'placeholder', 'alt', 'label']

interface Node {
  type: number
  tag?: string
  content?: unknown
  children?: Node[]
  props?: { type: number; name: string; value?: { content: string }; exp?: { content?: string } }[]
  loc: { start: { line: number } }
}
const TEXT = 2
const INTERPOLATION = 5
const ATTRIBUTE = 6
const DIRECTIVE = 7

const wordsOf = (text: string): string[] => (text.match(/\p{L}{2,}/gu) ?? []).filter((word) => !SAME.has(word))
/** Literals that a person would read: with a space between words, or alone as the branch of a choice. */
const literalsOf = (expression: string): string[] =>
  [...expression.matchAll(/'([^'\\]*)'|"([^"\\]*)"/g)]
    .map(([, single, double]) => single ?? double ?? '')
    .filter((text) => /\p{L}{2,} \p{L}/u.test(text))

function hardCoded(node: Node): string[] {
  const found: string[] = []
  const tell = (text: string, at: Node = node): void => {
    found.push(`line ${at.loc.start.line}: ${text.trim()}`)
  }
  // Commands and keys are typed as they stand.
  const spoken = !['pre', 'code', 'kbd'].includes(node.tag ?? '')
  for (const prop of node.props ?? []) {
    if (prop.type === ATTRIBUTE && SPOKEN.includes(prop.name) && wordsOf(prop.value?.content ?? '').length > 0) {
      tell(`${prop.name}="${prop.value?.content ?? ''}"`)
    }
    if (prop.type === DIRECTIVE) for (const text of literalsOf(prop.exp?.content ?? '')) tell(text)
  }
  for (const child of spoken ? (node.children ?? []) : []) {
    if (child.type === TEXT && typeof child.content === 'string' && wordsOf(child.content).length > 0) {
      tell(child.content, child)
    }
    if (child.type === INTERPOLATION) {
      const { content } = child.content as { content: string }
      for (const text of literalsOf(content)) tell(text, child)
    }
    found.push(...hardCoded(child))
  }
  return found
}

const hardCodedIn = (source: string): string[] => {
  const { descriptor } = parse(source)
  return descriptor.template?.ast ? hardCoded(descriptor.template.ast as unknown as Node) : []
}

describe('the templates', () => {
  it.each([
    ['<template><p>Some words</p></template>', 1],
    ['<template><p>{{ t("some.key") }}: <b>UTC</b></p></template>', 0],
    ['<template><button title="Close it" /></template>', 1],
    ['<template><p>{{ busy ? "please wait" : "" }}</p></template>', 1],
    ['<template><p :class="{ crit: a }" :title="t(`x.${y}`)">×</p></template>', 0],
  ])('%s', (source, count) => {
    expect(hardCodedIn(source)).toHaveLength(count)
  })

  it.each(files)('%s has no text of its own', (file) => {
    expect(hardCodedIn(readFileSync(join(CLIENT, file), 'utf8'))).toEqual([])
  })

  it('are all looked at', () => {
    expect(files.length).toBeGreaterThan(80)
  })
})
