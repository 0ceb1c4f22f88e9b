import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Counts } from '../../shared/counts.ts'
import { MINUTE } from '../../shared/time.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'
import { SLEPT, writeWeek } from './week.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: counts over time in a browser: ${reason}`)
const TEST_MS = 300_000

describe.skipIf(reason !== null)('the page of counts, after eight days', { timeout: TEST_MS }, () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-week-'))
  const product = new Product({ sources: ['tzsp:127.0.0.1:0'], data })
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    writeWeek(data, Date.now())
    await product.start()
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    // Each canvas that is ever drawn on: a chart that is made anew would be one more.
    await context.addInitScript(() => {
      const drawn = new Set<HTMLCanvasElement>()
      const original = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (...args: unknown[]) => unknown
      Object.assign(HTMLCanvasElement.prototype, {
        getContext(this: HTMLCanvasElement, ...args: unknown[]) {
          // Patterns are painted on small ones that never come into the page.
          if (this.width > 64) drawn.add(this)
          return Reflect.apply(original, this, args)
        },
      })
      Object.assign(window, { drawnOn: drawn })
    })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
    rmSync(data, { recursive: true, force: true })
  }, 60_000)

  const open = async (query: string): Promise<void> => {
    await page.goto(`${product.origin}/counts?lang=en&zone=utc${query}`)
    await page.locator('.counts-stack canvas, .counts-page table tbody tr').first().waitFor()
  }
  const api = async (query: string): Promise<Counts> =>
    (await (await fetch(`${product.origin}/api/v1/counts?${query}`)).json()) as Counts
  const readout = (name: string) => page.getByRole('region', { name, exact: true }).locator('header')
  const slider = () => page.getByRole('slider', { name: 'Moment' })
  const text = (value: number | null | undefined): string => new Intl.NumberFormat('en').format(value ?? Number.NaN)

  it('knows what is usual at this time of day, and where nothing was captured', async () => {
    await open('&range=24h')
    await page.getByText('usual at this time of day, from 7 days').waitFor()
    expect(await page.locator('.counts-stack canvas').count()).toBe(5)
    const { gaps } = await api('span=24h')
    const slept = gaps.find(({ why }) => why === 'asleep')
    expect(slept && slept.to - slept.from).toBe((SLEPT.from - SLEPT.to) * MINUTE)
    expect(await page.getByText(/this machine was asleep/).count()).toBe(1)
    expect(take()).toEqual([])
  })

  it('is read moment by moment with the keyboard', async () => {
    await open('&range=24h')
    await slider().focus()
    await page.keyboard.press('Home')
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight')
    const index = Number(await slider().inputValue())
    expect(index).toBe(3)
    const moment = await page.locator('.moment').textContent()
    const from = Date.parse(`${moment?.replace(' ', 'T')}:00Z`)
    const { sizes, band } = await api(`from=${from}&to=${from + MINUTE}`)
    await expect.poll(() => readout('Groups').textContent()).toContain(text(sizes.groups.value[0]))
    expect(await readout('Groups').textContent()).toContain(
      `usual ${text(band.groups.low[0])} to ${text(band.groups.high[0])}`,
    )
    expect(await slider().getAttribute('aria-valuetext')).toContain(`Hosts ${text(sizes.hosts.value[0])}`)
    await page.keyboard.press('Escape')
    expect(await page.locator('.moment').textContent()).toBe('now')
  })

  it('says above the usual where it is, and no capture where there was none', async () => {
    await open('&range=24h')
    const { sizes, gaps, from, step } = await api('span=24h')
    const peak = sizes.groups.value.reduce<number>((at, value, i, all) => {
      const usual = (all[i - 1] ?? value ?? 0) + 40
      return (value ?? 0) > usual ? i : at
    }, -1)
    const slept = gaps.find(({ why }) => why === 'asleep')
    const moveTo = (index: number) =>
      slider().evaluate((input: HTMLInputElement, value) => {
        input.value = String(value)
        input.dispatchEvent(new Event('input', { bubbles: true }))
      }, index)
    const shownFrom = async (): Promise<number> => {
      await moveTo(0)
      return Date.parse(`${(await page.locator('.moment').textContent())?.replace(' ', 'T')}:00Z`)
    }
    // A minute may have gone by between the two.
    const shift = (from - (await shownFrom())) / step
    await moveTo(peak + shift)
    await readout('Groups')
      .getByText(/^above the usual/)
      .waitFor()
    await moveTo(((slept?.from ?? 0) - from) / step + shift + 5)
    await readout('Groups').getByText('no capture: this machine was asleep').waitFor()
  })

  it('counts the segments of a filter, which is in the address', async () => {
    await open('&range=6h&filter=vlan:20')
    await page.getByText('1 segment', { exact: true }).waitFor()
    const { sizes } = await api('span=6h&filter=vlan:20')
    await expect.poll(() => readout('Groups').locator('b').textContent()).toBe(text(sizes.groups.value.at(-1)))
    await page.getByRole('button', { name: '7 d' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('range')).toBe('7d')
    expect(new URL(page.url()).searchParams.get('filter')).toBe('vlan:20')
  })

  it('is a table as well, on a phone too', async () => {
    await open('&range=30d')
    await page.keyboard.press('t')
    await page.locator('.counts-page table tbody tr').first().waitFor()
    expect(new URL(page.url()).searchParams.get('as')).toBe('table')
    const { sizes } = await api('span=30d')
    expect(await page.locator('.counts-page table tbody tr').first().textContent()).toContain(
      text(sizes.groups.value.at(-1)),
    )
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await faultsOf(page, { smallest: 12, scrolls: true })).toEqual([])
    await page.setViewportSize({ width: 1366, height: 768 })
  })

  it('has room for each chart on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open('&range=24h')
    const parts = await page
      .locator('.counts-stack section')
      .evaluateAll((sections) =>
        sections.map((section) =>
          [section, ...section.querySelectorAll('canvas')].map((e) => e.getBoundingClientRect()),
        ),
      )
    expect(parts.length).toBe(5)
    for (const [section, canvas] of parts) expect(canvas?.bottom).toBeLessThanOrEqual((section?.bottom ?? 0) + 1)
    await page.setViewportSize({ width: 1366, height: 768 })
  })

  it('goes on by the minute with the same charts', async () => {
    await open('&range=1h')
    const drawnOn = () => page.evaluate(() => (window as unknown as { drawnOn: Set<unknown> }).drawnOn.size)
    const before = await drawnOn()
    const first = await page.locator('.counts-stack canvas').first().elementHandle()
    const tail = await page.waitForResponse((response) => /\/counts\?from=/.test(response.url()), { timeout: 120_000 })
    expect(((await tail.json()) as Counts).sizes.groups.value.length).toBeLessThan(5)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(await drawnOn()).toBe(before)
    expect(await first.evaluate((canvas) => canvas.isConnected)).toBe(true)
    expect(await page.locator('.counts-stack canvas').count()).toBe(5)
    expect(take()).toEqual([])
  })
})
