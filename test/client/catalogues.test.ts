import './english.ts'
import { describe, expect, it } from 'vitest'
import { en } from '../../client/i18n/en.ts'
import { noticeText, number, plural, signed, switchLocale, t, type MessageKey } from '../../client/i18n/index.ts'
import { ptBR } from '../../client/i18n/pt-BR.ts'
import { NOTICES, notice, sentence, type NoticeCode } from '../../shared/notice.ts'

type Tree = { readonly [key: string]: string | Tree }
const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  )
/** Names in braces of each form of a text, each once. */
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()

const english = new Map(leaves(en))
const portuguese = new Map(leaves(ptBR))
const codes = Object.keys(NOTICES) as NoticeCode[]

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort())
    expect(english.size).toBeGreaterThan(150)
  })

  it.each([...english])('%s has the same placeholders and forms in both', (key, text) => {
    const translated = portuguese.get(key) ?? ''
    expect(placeholders(translated)).toEqual(placeholders(text))
    expect(translated.split(' | ').length).toBe(text.split(' | ').length)
    expect(translated.trim()).not.toBe('')
  })

  it('compile: what the message compiler takes for syntax is written as such', () => {
    for (const [key, text] of [...english, ...portuguese]) {
      expect(text.replace(/\{'[^']*'\}/g, ''), key).not.toMatch(/@|\$|\{(?!\w+\})/)
    }
  })

  it.each(codes)('cover the notice %s', async (code) => {
    const values = Object.fromEntries(placeholders(NOTICES[code]).map((name) => [name, `<${name}>`]))
    await switchLocale('en')
    expect(noticeText(notice(code, values))).toBe(sentence(notice(code, values)))
    await switchLocale('pt-BR')
    const translated = noticeText(notice(code, values))
    for (const value of Object.values(values)) expect(translated).toContain(value)
    expect(translated).not.toMatch(/^notice\./)
    await switchLocale('en')
  })

  it('never show a key instead of a text', async () => {
    for (const locale of ['en', 'pt-BR'] as const) {
      await switchLocale(locale)
      for (const key of english.keys()) expect(t(key as MessageKey)).not.toBe(key)
    }
    await switchLocale('en')
  })
})

describe('numbers', () => {
  it('keep their per cent sign on their line, whatever the width: 8 % of', async () => {
    for (const locale of ['en', 'pt-BR'] as const) {
      await switchLocale(locale)
      expect(t('settings.history.share', { share: '8' })).toMatch(/^8\u00a0% \S/)
      expect(t('counts.share', { percent: '45' })).toBe('45\u00a0%')
    }
    await switchLocale('en')
  })
  it('are written as the language does', async () => {
    expect(number(1284)).toBe('1,284')
    expect(plural('wall.sub.others', 1)).toBe('and one more segment needs a look')
    expect(plural('wall.sub.others', 1200)).toBe('and 1,200 more segments need a look')
    await switchLocale('pt-BR')
    expect(number(1284)).toBe('1.284')
    expect(number(0.25, 1)).toBe('0,3')
    await switchLocale('en')
  })
  it('carry a true minus', () => {
    expect([signed(7), signed(0), signed(-6)]).toEqual(['+7', '0', '−6'])
  })
})
