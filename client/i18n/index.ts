import { createI18n } from 'vue-i18n'
import type { Notice } from '../../shared/notice.ts'
import type { Messages } from './en.ts'

/*
 * The only file that knows vue-i18n. `t` takes a key that exists in the English catalogue or does not compile; the
 * Portuguese catalogue has the same shape or does not compile. Placeholders are compared by a test.
 */
export const LOCALES = ['en', 'pt-BR'] as const
export type Locale = (typeof LOCALES)[number]
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'pt-BR': 'Português' }

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string]
export type MessageKey = Leaves<Messages>
type MessageValues = Readonly<Record<string, string | number>>

/*
 * Each language in two parts, of which a page loads what it needs: a wall on a small display is up sooner. No language
 * falls back on another: a test holds that all are complete.
 */
const PARTS = {
  en: {
    first: async () => (await import('./en/first.ts')).first,
    pages: async () => (await import('./en/pages.ts')).pages,
  },
  'pt-BR': {
    first: async () => (await import('./pt-BR/first.ts')).first,
    pages: async () => (await import('./pt-BR/pages.ts')).pages,
  },
} as const satisfies Record<Locale, Record<string, () => Promise<Partial<Messages>>>>
type Part = keyof (typeof PARTS)['en']

const messages: Record<string, Partial<Messages>> = {}
const i18n = createI18n({
  legacy: false as const,
  locale: 'en',
  fallbackLocale: false as const,
  messages,
  missingWarn: false,
  fallbackWarn: false,
  // A number and its sign stay on one line, in all texts alike.
  postTranslation: (text) => (typeof text === 'string' ? text.replaceAll(' %', '\u00a0%') : text),
})
const composer = i18n.global

/** The text for a key in the language of the page. Reactive: a template that calls it follows the language. */
export const t = (key: MessageKey, values: MessageValues = {}): string => composer.t(key, { ...values })

/** A text with a form for one and a form for many, `{n} host | {n} hosts`; `n` is written with separators. */
export const plural = (key: MessageKey, n: number, values: MessageValues = {}): string =>
  composer.t(key, { n: number(n), ...values }, n)

/** A number as the language writes it. */
export const number = (value: number, digits = 0): string => {
  const locale = composer.locale.value
  let format = formats.get(`${locale} ${digits}`)
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    formats.set(`${locale} ${digits}`, format)
  }
  return format.format(value)
}
const formats = new Map<string, Intl.NumberFormat>()

/** As `number` up to 99,999; above, three figures and the language's unit: `1.28M`. For where room is short. */
export const compact = (value: number): string => {
  if (Math.abs(value) < 100_000) return number(value)
  const locale = composer.locale.value
  let format = formats.get(`${locale} compact`)
  if (!format) {
    format = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
    formats.set(`${locale} compact`, format)
  }
  return format.format(value)
}

/** With its sign, for a change: `+7`, `−1` (a true minus), `0`. */
export const signed = (value: number): string =>
  value > 0 ? `+${number(value)}` : value < 0 ? `−${number(-value)}` : '0'

/** What the product says about itself, in the language of the page. */
export const noticeText = ({ code, values }: Notice): string => t(`notice.${code}`, values)

/** There is such a text. A server that was updated may name one that this page does not have. */
export const knows = (key: string): boolean => composer.te(key)

const loaded = new Set<string>()
const wanted = new Set<Part>(['first'])
let chosen: Locale | null = null

/** One that did not come is asked for again the next time. */
async function load(locale: Locale, part: Part): Promise<void> {
  const id = `${locale} ${part}`
  if (loaded.has(id)) return
  const texts = await PARTS[locale][part]()
  if (loaded.has(id)) return
  loaded.add(id)
  composer.mergeLocaleMessage(locale, texts)
}
const loadWanted = async (locale: Locale): Promise<void> => {
  await Promise.all([...wanted].map((part) => load(locale, part)))
}

/** Loads what is wanted of the language, then switches to it. The last choice holds, whichever is there first. */
export async function switchLocale(locale: Locale): Promise<void> {
  chosen = locale
  await loadWanted(locale)
  if (chosen === locale) composer.locale.value = locale
}

/** The texts of the pages that are not the wall; from now on a language comes with them. */
export async function wantPages(): Promise<void> {
  wanted.add('pages')
  // Before the first choice there is no language to load; the choice brings it.
  if (chosen !== null) await loadWanted(chosen)
}
