import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the page of the API in a browser: ${reason}`)

const TEST_MS = 300_000
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))

describe.skipIf(reason !== null)('the page of the API', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: [`file:${HOUR}@max`] })
  let browser: Browser
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const operation = (id: string) => page.locator(`#${id}`)
  const isClean = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
    expect(take()).toEqual([])
  }

  it('is searched, opened, and gives the real answer, on a phone', async () => {
    await page.goto(`${product.origin}/api?lang=en`)
    await operation('getGroups').waitFor()
    const all = await page.locator('.operation').count()
    await page.getByRole('searchbox').fill('groups csv')
    await page.waitForFunction((before) => document.querySelectorAll('.operation').length < before, all)
    await page.getByRole('searchbox').fill('/overview')
    await operation('getOverview').locator('summary').first().click()
    const form = operation('getOverview').getByRole('form')
    await form.getByLabel('filter').fill('vlan:10')
    expect(await form.locator('pre').first().textContent()).toBe(
      `curl '${product.origin}/api/v1/overview?filter=vlan%3A10'`,
    )
    await form.getByRole('button', { name: 'Send' }).click()
    await form.getByRole('region', { name: 'Answer' }).waitFor()
    expect(await form.locator('.answer').textContent()).toMatch(/"segments": 1\b/)
    await isClean()
  })

  it('shows what is within an answer, step by step', async () => {
    await page.goto(`${product.origin}/api?lang=pt-BR#getGroups`)
    const fields = operation('getGroups').locator('.fields').first()
    await fields.getByText('O que rows contém').click()
    await fields.locator('.fields code', { hasText: /^confirmed$/ }).waitFor()
    await isClean()
  })

  it('is where the type of a problem leads', async () => {
    const answer = await fetch(`${product.origin}/api/v1/groups?filter=%22`)
    const { type } = (await answer.json()) as { type: string }
    await page.goto(`${product.origin}${type}`)
    await page.locator('#problem-filter-unreadable.note').waitFor()
    await page.locator('.operation').first().waitFor()
    await expect
      .poll(() => page.locator('#problem-filter-unreadable').evaluate((at) => Math.abs(at.getBoundingClientRect().top)))
      .toBeLessThan(844)
    await isClean()
  })
})
