import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { changed } from './said-by-the-server.ts'
import { show, sitesOf, type PageName, type Site } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: pages while something is under way: ${reason}`)

const TEST_MS = 300_000
const THEMES = ['dark', 'light', 'contrast'] as const

const axe = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  )

/** States that last for a moment: held still here, so that axe sees each of them. */
describe.skipIf(reason !== null)('pages while something is under way', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let sites: readonly Site[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    sites = await sitesOf(product.origin)
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const open = async (): Promise<{ page: Page; context: BrowserContext }> => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    return { context, page: (await watched(context, product.origin)).page }
  }
  const siteOf = (wanted: PageName): Site => sites.find(({ name }) => name === wanted)!
  /** What is asked from now on is answered never. */
  const hold = (page: Page, what: string): Promise<unknown> => page.route(what, () => undefined)

  describe.each(THEMES)('%s', (theme) => {
    it('have nothing that axe finds before their first data', async () => {
      const { page, context } = await open()
      await hold(page, '**/api/v1/**')
      await changed(page, (event) => event !== 'snapshot')
      const found: Record<string, string[]> = {}
      for (const { name, path } of sites) {
        const url = new URL(path, product.origin)
        for (const [key, value] of Object.entries({ lang: 'en', theme })) url.searchParams.set(key, value)
        await page.goto(url.href)
        await page.locator('main h1').first().waitFor({ state: 'attached' })
        const lines = await axe(page)
        if (lines.length > 0) found[name] = lines
      }
      expect(found).toEqual({})
      await context.close()
    })

    it('a file whose rows are not counted yet', async () => {
      const { page, context } = await open()
      await hold(page, '**/count?**')
      await show(page, product.origin, siteOf('history'), { theme })
      await page.locator('.awaited').first().waitFor()
      expect(await axe(page)).toEqual([])
      await context.close()
    })

    it.each([
      // There is something of before: one that is still loading would be held, too.
      [
        'counts',
        '.counts-stack canvas',
        (page: Page) => page.getByRole('button', { name: '7 d', exact: true }).click(),
      ],
      [
        'difference',
        '.chips',
        (page: Page) => page.getByRole('group', { name: 'Usual pairs' }).getByRole('button').first().click(),
      ],
    ] as const)('%s of before, while new ones are under way', async (name, before, ask) => {
      const { page, context } = await open()
      await show(page, product.origin, siteOf(name), { theme })
      await page.locator(before).first().waitFor()
      await hold(page, '**/api/v1/**')
      await ask(page)
      await page.locator('.awaited').first().waitFor()
      expect(await axe(page)).toEqual([])
      await context.close()
    })
  })
})
