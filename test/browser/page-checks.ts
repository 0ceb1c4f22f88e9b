import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { giveLongNames } from './long-names.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { show, sitesOf, type Site } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: every page in a browser: ${reason}`)

const TEST_MS = 300_000
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))
/** The smallest text of the wall is told for a picture 1080 high (ISO 9241-3); on a phone it is a page like others. */
const SCREENS = [
  { width: 1920, height: 1080, wallText: 40 },
  { width: 1366, height: 768, wallText: (40 * 768) / 1080 },
  { width: 390, height: 844, wallText: 12 },
]
const PAGE_TEXT = 12
const PHONE = 700

/** What the pages show. `named`: each segment, group and host has a name of 40 letters. */
interface Shown {
  what: string
  source: string
  named: boolean
}
export const DEMO = 'demo'
export const CAPTURE = `file:${HOUR}@max`

/** Every page of a server that shows this, in both languages, on three screens and in all themes. */
export const pagesOn = (sources: readonly Shown[]): void => {
  describe.skipIf(reason !== null).each(sources)('the pages on $what', { timeout: TEST_MS }, ({ source, named }) => {
    const product = new Product({ sources: [source] })
    let browser: Browser
    let sites: readonly Site[]

    beforeAll(async () => {
      await product.start()
      // Not while the past is told, then its clock jumps; nor while a file is read: who is there then may be gone later.
      await product.answers('/api/v1/sources', source === DEMO ? /"state":"running"/ : /"state":"ended"/)
      if (named) await giveLongNames(product.origin)
      sites = await sitesOf(product.origin)
      browser = await launch()
    }, TEST_MS)
    afterAll(async () => {
      await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
      await product.remove()
    }, 60_000)

    describe.each(['en', 'pt-BR'] as const)('in %s', (lang) => {
      it.each(SCREENS)('are readable and quiet at $width x $height', async ({ width, height, wallText }) => {
        const context = await browser.newContext({ viewport: { width, height }, locale: lang })
        const { page, take } = await watched(context, product.origin)
        const found: Record<string, string[]> = {}
        for (const site of sites) {
          await show(page, product.origin, site, { lang })
          const isWall = site.name === 'wall'
          const setting = { smallest: isWall ? wallText : PAGE_TEXT, scrolls: !isWall || width < PHONE }
          const faults = [...(await faultsOf(page, setting)), ...take()]
          if (faults.length > 0) found[site.name] = faults
          expect(await page.locator('html').getAttribute('lang')).toBe(lang)
        }
        expect(found).toEqual({})
        await context.close()
      })
    })

    // Names change what has room, not what a page is made of.
    if (named) return
    it.each(['dark', 'light', 'contrast'] as const)('have nothing that axe finds: %s', async (theme) => {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
      const { page } = await watched(context, product.origin)
      const found: Record<string, string[]> = {}
      for (const site of sites) {
        await show(page, product.origin, site, { theme })
        expect(await page.locator('html').getAttribute('data-theme')).toBe(theme)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const lines = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
        )
        if (lines.length > 0) found[site.name] = lines.slice(0, 5)
      }
      expect(found).toEqual({})
      await context.close()
    })

    it('say DEMO when the network is made up, and only then', async () => {
      const context = await browser.newContext()
      const { page } = await watched(context, product.origin)
      for (const site of sites) {
        await show(page, product.origin, site)
        expect([site.name, await page.getByText(/^DEMO/).count()]).toEqual([site.name, source === 'demo' ? 1 : 0])
      }
      await context.close()
    })
  })
}
