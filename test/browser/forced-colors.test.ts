import { fileURLToPath } from 'node:url'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { show, sitesOf, type Site } from './sites.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the colours of the system: ${reason}`)

const TEST_MS = 240_000
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))

const styleOf = (locator: Locator, property: string): Promise<string> =>
  locator.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)

describe.skipIf(reason !== null)('with the colours of the system', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: [`file:${HOUR}@max`] })
  let browser: Browser
  let sites: readonly Site[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    sites = await sitesOf(product.origin)
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  it('a state has its shape and its word, a choice and a row that is chosen are seen', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, forcedColors: 'active' })
    const page = await context.newPage()
    await show(
      page,
      product.origin,
      sites.find(({ name }) => name === 'groups')!,
    )
    const state = page.locator('[role=cell] .state').first()
    expect((await state.textContent())?.trim()).toBe('Stale')
    expect((await state.locator('svg path').first().boundingBox())?.width).toBeGreaterThan(8)

    const row = page.locator('[role=row]').nth(1)
    expect(await styleOf(row, 'outline-style')).toBe('none')
    await row.locator('[role=cell]').first().click()
    await page.locator('aside').waitFor()
    expect([await styleOf(row, 'outline-style'), await styleOf(row, 'outline-width')]).toEqual(['solid', '2px'])

    const zones = page.getByRole('group', { name: 'Time zone' }).getByRole('button')
    const colours = await Promise.all((await zones.all()).map((zone) => styleOf(zone, 'background-color')))
    expect(new Set(colours).size).toBe(2)
    await context.close()
  })
})
