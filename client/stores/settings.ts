import { defineStore } from 'pinia'
import { ref } from 'vue'
import { LOCALES, switchLocale, type Locale } from '../i18n/index.ts'
import { keep, kept } from './kept.ts'

export type Zone = 'utc' | 'local'
export const THEMES = ['dark', 'light', 'contrast'] as const
type Theme = (typeof THEMES)[number]

/** Settings that a link carries, so that a colleague or a display without a keyboard sees the same. */
export const CARRIED = ['zone', 'lang', 'theme'] as const
/** The moment that is looked at, and the range of its scrubber: from page to page, but not onto the wall. */
export const CARRIED_PAST = ['at', 'scrub'] as const

const oneOf = <T extends string>(values: readonly T[], text: unknown): T | null =>
  values.find((value) => value === text) ?? null

/** Zone, language and theme: from the address, else from the last visit, else what the browser says. */
export const useSettings = defineStore('settings', () => {
  const zone = ref<Zone>(oneOf(['utc', 'local'] as const, kept('zone')) ?? 'local')
  const theme = ref<Theme>(oneOf(THEMES, kept('theme')) ?? 'dark')
  const locale = ref<Locale>('en')

  function setZone(value: Zone): void {
    zone.value = value
    keep('zone', value)
  }
  function setTheme(value: Theme): void {
    theme.value = value
    keep('theme', value)
    document.documentElement.dataset['theme'] = value
  }
  async function setLocale(value: Locale): Promise<void> {
    await switchLocale(value)
    locale.value = value
    keep('lang', value)
    document.documentElement.lang = value
  }
  async function start(query: URLSearchParams): Promise<void> {
    const browser = navigator.language.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en'
    setTheme(oneOf(THEMES, query.get('theme')) ?? theme.value)
    zone.value = oneOf(['utc', 'local'] as const, query.get('zone')) ?? zone.value
    await setLocale(oneOf(LOCALES, query.get('lang')) ?? oneOf(LOCALES, kept('lang')) ?? browser)
  }
  return { zone, theme, locale, setZone, setTheme, setLocale, start }
})
