import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FindingRow } from '../../shared/finding.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the findings in use: ${reason}`)

const TEST_MS = 240_000
const PATIENCE = { timeout: 60_000, interval: 250 }
const SCREENS = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
]

// The demo's hotel has a querier that is silent now and then: of that there is always something to say.
describe.skipIf(reason !== null)('a person at the findings', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/findings?state=open', /"code":"querier-flaps"/)
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const flaps = async (): Promise<FindingRow> => {
    const answer = await fetch(`${product.origin}/api/v1/findings?code=querier-flaps&state=open`)
    const [row] = ((await answer.json()) as { rows: FindingRow[] }).rows
    if (!row) throw new Error('the querier of the hotel does not come and go')
    return row
  }
  const open = (query = ''): Promise<unknown> =>
    page.goto(`${product.origin}/findings?lang=en&zone=utc&code=querier-flaps&state=open${query}`)
  const card = () => page.getByRole('article').filter({ hasText: 'Querier comes and goes' }).first()

  it('comes by the link of a message, and is at the very one', async () => {
    const { key } = await flaps()
    const link = new URLSearchParams({ open: key }).toString()
    await page.goto(`${product.origin}/findings?lang=en&zone=utc&${link}`)
    const focused = () => page.evaluate(() => document.activeElement?.closest('article')?.textContent ?? '')
    await expect.poll(focused, PATIENCE).toContain('Querier comes and goes')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true')
    expect(take()).toEqual([])
  })

  it('reads what is wrong, where and what to do, and sees why', async () => {
    await open()
    await card().getByText('Queries stayed away').waitFor(PATIENCE)
    expect(await card().getByText('What to do:').count()).toBe(1)
    expect(
      await card()
        .getByRole('link', { name: /VLAN \d+/ })
        .count(),
    ).toBe(1)
    await card()
      .getByRole('button', { name: /Querier comes and goes/ })
      .click()
    await card().getByRole('heading', { name: 'What shows it' }).waitFor()
    expect(
      await card()
        .getByText(/frame \d+/)
        .count(),
    ).toBeGreaterThan(0)
    expect(new URL(page.url()).searchParams.get('open')).toBe((await flaps()).key)
  })

  it('takes the commands of the own system along, with the keyboard alone', async () => {
    await open(`&open=${encodeURIComponent((await flaps()).key)}`)
    const tabs = card().getByRole('tab')
    await tabs.first().waitFor(PATIENCE)
    await tabs.first().focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => tabs.nth(1).getAttribute('aria-selected'), PATIENCE).toBe('true')
    expect(new URL(page.url()).searchParams.get('system')).toBe('ios')
    expect(await card().locator('pre').textContent()).toMatch(/show/)
  })

  it('says who looks after it, and takes that back', async () => {
    const { key } = await flaps()
    await open(`&open=${encodeURIComponent(key)}`)
    await card().getByRole('textbox', { name: 'Note' }).waitFor(PATIENCE)
    await page.keyboard.press('a')
    await page.keyboard.type('power is being moved')
    await page.keyboard.press('Enter')
    await card().getByText('“power is being moved”').waitFor(PATIENCE)
    expect((await flaps()).acknowledged?.note).toBe('power is being moved')
    await card().getByRole('button', { name: 'Take the acknowledgement back' }).click()
    await expect.poll(async () => (await flaps()).acknowledged, PATIENCE).toBeNull()

    await card().getByRole('button', { name: '8 h' }).click()
    await card()
      .getByText(/Silent until/)
      .waitFor(PATIENCE)
    await card().getByRole('button', { name: 'Alarm again' }).click()
    await expect.poll(async () => (await flaps()).silencedUntil, PATIENCE).toBeNull()
  })

  it('goes from one to the next with the arrows, and closes it', async () => {
    await page.goto(`${product.origin}/findings?lang=en&zone=utc`)
    await page.getByRole('article').first().waitFor(PATIENCE)
    await page.keyboard.press('ArrowDown')
    const expanded = page.locator('article button[aria-expanded=true]')
    await expanded.waitFor()
    expect(await expanded.evaluate((node) => node === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => expanded.count(), PATIENCE).toBe(0)
  })

  it('learns when a filter hides what is there', async () => {
    await page.goto(`${product.origin}/findings?lang=en&code=loop`)
    await page.getByText(/There (is one|are \d+) open finding/).waitFor(PATIENCE)
    await page.getByRole('status').getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('article').first().waitFor(PATIENCE)
  })

  it.each(SCREENS)('can read one that is open at $width x $height, in both languages', async (viewport) => {
    await page.setViewportSize(viewport)
    const { key } = await flaps()
    for (const lang of ['en', 'pt-BR']) {
      await page.goto(`${product.origin}/findings?lang=${lang}&zone=utc&open=${encodeURIComponent(key)}`)
      await page.getByRole('tab').first().waitFor(PATIENCE)
      expect(await faultsOf(page, { smallest: 12, scrolls: true })).toEqual([])
    }
  })

  it.each(['dark', 'light', 'contrast'])('is told all of it by a reader: %s', async (theme) => {
    await page.setViewportSize({ width: 1366, height: 768 })
    await open(`&theme=${theme}&open=${encodeURIComponent((await flaps()).key)}`)
    await page.getByRole('tab').first().waitFor(PATIENCE)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })

  it('meets no error on the way', () => {
    expect(take()).toEqual([])
  })
})
