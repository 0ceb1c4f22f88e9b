import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { show, sitesOf, type Site } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the pages with the keyboard alone: ${reason}`)

const TEST_MS = 300_000
const PATIENCE = { timeout: 60_000, interval: 250 }
/** A file that was read stands still, so that no row goes away under the focus. */
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))
/** Presses of Tab on one page at most. */
const MOST_STOPS = 700

/** What one can press on a page, and what each stop of the focus looked like. */
interface Walk {
  /** Stops that do not show where the focus is. */
  unseen: string[]
  /** What can be pressed and was never reached. */
  missed: string[]
  stops: number
  /** The focus came round: no trap. */
  round: boolean
}

async function walk(page: Page): Promise<Walk> {
  await page.evaluate(() => {
    const state = window as unknown as { reached: Set<Element>; told: (element: Element) => string }
    state.reached = new Set()
    state.told = (element) =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}`
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    window.scrollTo(0, 0)
  })
  const unseen: string[] = []
  let round = false
  let stops = 0
  while (stops < MOST_STOPS && !round) {
    await page.keyboard.press('Tab')
    stops += 1
    const stop = await page.evaluate(() => {
      const state = window as unknown as { reached: Set<Element>; told: (element: Element) => string; last?: Element }
      const element = document.activeElement
      if (!element || element === document.body) return { end: true, unseen: null }
      // A field for date and time has stops within itself.
      const known = state.reached.has(element) && state.last !== element
      state.reached.add(element)
      state.last = element
      const ringed = (one: Element | null): boolean => {
        if (!one) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
      }
      const box = element.getBoundingClientRect()
      const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      const shown = seen && (ringed(element) || ringed(element.parentElement) || ringed(element.closest('.row')))
      return { end: known, unseen: shown ? null : state.told(element) }
    })
    if (stop.unseen !== null && !stop.end) unseen.push(stop.unseen)
    round = stop.end
  }
  const missed = await page.evaluate(() => {
    const state = window as unknown as { reached: Set<Element>; told: (element: Element) => string }
    const all = document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')
    return [...all]
      .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility())
      .filter((element) => !state.reached.has(element))
      .map(state.told)
  })
  return { unseen, missed, stops, round }
}

describe.skipIf(reason !== null)('the pages with the keyboard alone', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: [`file:${HOUR}@max`] })
  let browser: Browser
  let page: Page
  let take: () => string[]
  let sites: readonly Site[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    sites = await sitesOf(product.origin)
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  it('the Tab key reaches everything, shows where it is, and is nowhere trapped', async () => {
    const found: Record<string, Partial<Walk>> = {}
    for (const site of sites) {
      await show(page, product.origin, site)
      const { unseen, missed, stops, round } = await walk(page)
      expect(stops, site.name).toBeGreaterThan(8)
      if (unseen.length > 0 || missed.length > 0 || !round) found[site.name] = { unseen, missed, round }
    }
    expect(found).toEqual({})
  })

  it('what cannot be reached with Tab has another key', async () => {
    // The cross of a term: delete does the same; a dialog, a page and a part of one get the focus from what opens them.
    const known = '.cross, main, section, dialog, [role=dialog], [data-blocks], [role=option]'
    for (const site of sites) {
      await show(page, product.origin, site)
      const others = await page.evaluate(
        (selector) =>
          [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')]
            .filter((element) => element.tabIndex < 0 && element.checkVisibility() && !element.matches(selector))
            .map((element) => element.outerHTML.slice(0, 120)),
        known,
      )
      expect([site.name, others.filter((html) => !/role="tab"|aria-hidden/.test(html))]).toEqual([site.name, []])
    }
  })

  it('each page says its keys, and gives the focus back', async () => {
    for (const site of sites) {
      await show(page, product.origin, site)
      const first = page.locator('main a[href], main button:not(:disabled)').first()
      if ((await first.count()) > 0) await first.focus()
      await page.evaluate(() => document.activeElement?.setAttribute('data-was', ''))
      await page.keyboard.press('?')
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      const keys = await dialog.locator('kbd').allTextContents()
      expect([site.name, keys.slice(0, 5)]).toEqual([site.name, ['?', '/', 'k', 'f', 'u']])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      // What is hidden loses the focus to the page when that is drawn next.
      const focused = () => page.evaluate(() => document.activeElement?.hasAttribute('data-was'))
      await expect.poll(focused, { message: site.name, timeout: 5_000 }).toBe(true)
    }
  })

  it('x leads from every page with data to its file', async () => {
    const withData = sites.filter(({ name }) =>
      ['groups', 'group', 'hosts', 'host', 'queriers', 'findings', 'subscriptions', 'events', 'counts'].includes(name),
    )
    for (const site of withData) {
      await show(page, product.origin, site)
      await page.keyboard.press('x')
      await expect.poll(() => [site.name, new URL(page.url()).pathname], PATIENCE).toEqual([site.name, '/history'])
    }
  })

  it('g and a letter go to every page, u changes the zone of each', async () => {
    await show(page, product.origin, sites[1]!)
    for (const [letter, path] of [
      ['h', '/hosts'],
      ['q', '/queriers'],
      ['f', '/findings'],
      ['s', '/subscriptions'],
      ['y', '/history'],
      ['o', '/sources'],
      ['g', '/groups'],
    ] as const) {
      await page.keyboard.press('g')
      await page.keyboard.press(letter)
      await expect.poll(() => new URL(page.url()).pathname, PATIENCE).toBe(path)
      const zone = new URL(page.url()).searchParams.get('zone')
      await page.keyboard.press('u')
      await expect
        .poll(() => new URL(page.url()).searchParams.get('zone'), PATIENCE)
        .toBe(zone === 'utc' ? 'local' : 'utc')
    }
  })

  it('the skip link leads past the bar', async () => {
    await show(
      page,
      product.origin,
      sites.find(({ name }) => name === 'groups')!,
    )
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
  })

  it('a filter is typed, completed, changed and taken back', async () => {
    await show(
      page,
      product.origin,
      sites.find(({ name }) => name === 'groups')!,
    )
    const filter = (): string | null => new URL(page.url()).searchParams.get('filter')
    const box = page.getByRole('combobox', { name: 'Filter' })
    await page.keyboard.press('/')
    await page.keyboard.type('sta')
    await page.getByRole('option', { name: 'state:' }).waitFor()
    expect(await box.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowDown')
    const active = await box.getAttribute('aria-activedescendant')
    expect(await page.locator(`[id="${active}"]`).textContent()).toContain('state:')
    await page.keyboard.press('Enter')
    await page.keyboard.type('conf')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(filter, PATIENCE).toBe('state:confirmed')
    await page.keyboard.type('vlan:')
    await page.getByRole('option').first().waitFor(PATIENCE)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(filter, PATIENCE).toMatch(/^state:confirmed vlan:\S+$/)
    // Left to the terms, one is removed.
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Delete')
    await expect.poll(filter, PATIENCE).toMatch(/^vlan:\S+$/)
    // Back to what it was before each step.
    await page.goBack()
    await expect.poll(filter, PATIENCE).toMatch(/^state:confirmed vlan:\S+$/)
    await page.goBack()
    await expect.poll(filter, PATIENCE).toBe('state:confirmed')
    expect(await page.locator('[data-term]').allTextContents()).toEqual(['state:confirmed'])
    // Backspace takes a term back into the field; a mistake is pointed at.
    await box.focus()
    await page.keyboard.press('Backspace')
    expect(await box.inputValue()).toBe('state:confirmed')
    await page.keyboard.type('x')
    await page.keyboard.press('Enter')
    await page.getByText(/^Column 7:/).waitFor(PATIENCE)
    const described = await box.getAttribute('aria-describedby')
    expect(await page.locator(`[id="${described}"]`).textContent()).toContain('Column 7')
    await page.keyboard.press('Escape')
    await expect.poll(filter, PATIENCE).toBeNull()
  })

  it('columns are chosen, moved and sorted', async () => {
    await show(
      page,
      product.origin,
      sites.find(({ name }) => name === 'groups')!,
    )
    const heads = () => page.getByRole('columnheader').allTextContents()
    const before = await heads()
    const button = page.getByRole('button', { name: 'Columns of this list' })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Columns of this list' })
    await dialog.waitFor()
    await dialog.getByRole('checkbox', { name: 'Ver', exact: true }).focus()
    await page.keyboard.press('Space')
    await expect.poll(async () => (await heads()).includes('Ver'), PATIENCE).toBe(!before.includes('Ver'))
    await dialog.getByRole('button', { name: 'Hosts: one place to the left' }).focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await heads()).findIndex((head) => head.startsWith('Hosts')), PATIENCE)
      .toBe(before.findIndex((head) => head.startsWith('Hosts')) - 1)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(new URL(page.url()).searchParams.get('cols')).toContain('hosts')
    await page
      .getByRole('columnheader', { name: /^Hosts/ })
      .getByRole('button')
      .focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.getByRole('columnheader', { name: /^Hosts/ }).getAttribute('aria-sort'), PATIENCE)
      .toBe('descending')
  })

  it('meets no error on the way', () => {
    expect(take()).toEqual([])
  })
})
