import { useRoute, useRouter } from 'vue-router'
import { LOCALES } from './i18n/index.ts'
import { THEMES, useSettings, type Zone } from './stores/settings.ts'

/**
 * The switches of the bar. The zone goes into the address, since it changes what a page shows; language and theme stay
 * with the reader, but an address that carries one follows the choice.
 */
export function useSwitches() {
  const settings = useSettings()
  const router = useRouter()
  const route = useRoute()
  const carry = (name: string, value: string): void => {
    void router.replace({ query: { ...route.query, [name]: value }, hash: route.hash })
  }

  function chooseZone(zone: Zone): void {
    settings.setZone(zone)
    carry('zone', zone)
  }
  function chooseLocale(value: string): void {
    const locale = LOCALES.find((known) => known === value)
    if (!locale) return
    void settings.setLocale(locale)
    if ('lang' in route.query) carry('lang', locale)
  }
  function chooseTheme(value: string): void {
    const theme = THEMES.find((known) => known === value)
    if (!theme) return
    settings.setTheme(theme)
    if ('theme' in route.query) carry('theme', theme)
  }
  return { settings, chooseZone, chooseLocale, chooseTheme }
}
