import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { show, sitesOf, type PageName, type Site } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: what an address shows: ${reason}`)

const TEST_MS = 300_000
const PATIENCE = { timeout: 60_000, interval: 500 }
/** A file that was read stands still: two browsers see the same. */
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))

/** What a person does on a page that changes what is shown; what is pressed by name is in English. */
const DONE: Partial<Record<PageName, (page: Page) => Promise<void>>> = {
  groups: async (page) => {
    await typed(page, 'hosts:>0 vlan:10|20|untagged')
    await page
      .getByRole('columnheader', { name: /^Hosts/ })
      .getByRole('button')
      .click()
    await page.getByRole('button', { name: 'Columns of this list' }).click()
    await page.getByRole('checkbox', { name: 'Querier' }).click()
    await page.keyboard.press('Escape')
    await page.locator('[role=row] [role=cell]').first().click()
    await page.locator('aside table').waitFor(PATIENCE)
    await page.locator('aside th button').first().click()
  },
  hosts: async (page) => {
    await typed(page, '-vendor:nobody')
    await page
      .getByRole('columnheader', { name: /^Reports/ })
      .getByRole('button')
      .click()
  },
  group: async (page) => {
    await page.locator('.halves th button').first().click()
    await page.getByRole('button', { name: 'Table', exact: true }).first().click()
  },
  host: async (page) => {
    await page.getByRole('button', { name: '12 h' }).click()
  },
  queriers: async (page) => {
    await typed(page, 'hosts:>0')
    await page.getByRole('button', { name: '24 h' }).click()
    await page.getByRole('button', { name: 'Table', exact: true }).click()
  },
  findings: async (page) => {
    await page
      .getByRole('group', { name: 'Severity' })
      .getByRole('button', { name: /^Warning/ })
      .click()
    await typed(page, 'vlan:10|20|untagged')
  },
  subscriptions: async (page) => {
    await page.getByRole('button', { name: 'clustered', exact: false }).click()
    await page.locator('[data-blocks] [tabindex="0"]').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => new URL(page.url()).searchParams.get('cell'), PATIENCE).not.toBeNull()
  },
  sources: async (page) => {
    await typed(page, 'state:ended')
  },
  history: async (page) => {
    await typed(page, 'version:3')
    await page.getByRole('button', { name: 'Events', exact: true }).click()
    await page.getByRole('button', { name: ';' }).click()
  },
}

async function typed(page: Page, filter: string): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.type(filter)
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).searchParams.get('filter'), PATIENCE).toContain(filter)
}

/** What a page shows, without what goes on by itself. */
const shownBy = (page: Page): Promise<unknown> =>
  page.evaluate(() => ({
    text: (document.querySelector('main') as HTMLElement).innerText
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^curl|^http/.test(line)),
    pressed: [...document.querySelectorAll('main [aria-pressed=true]')].map((element) => element.textContent.trim()),
    sorted: [...document.querySelectorAll('main [aria-sort]')].map((element) => element.getAttribute('aria-sort')),
    fields: [...document.querySelectorAll<HTMLInputElement>('main input, main select')].map(({ value }) => value),
  }))

describe.skipIf(reason !== null)('an address', { timeout: TEST_MS }, () => {
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

  it.each(Object.keys(DONE) as PageName[])('of the page %s shows a colleague the same', async (name) => {
    const site = sites.find((one) => one.name === name)!
    const mine = await browser.newContext({ viewport: { width: 1366, height: 768 }, timezoneId: 'Asia/Tokyo' })
    const { page, take } = await watched(mine, product.origin)
    await show(page, product.origin, site)
    await DONE[name]?.(page)
    // Another browser, whose reader had chosen the other zone and other columns.
    const theirs = await browser.newContext({ viewport: { width: 1366, height: 768 }, timezoneId: 'Asia/Tokyo' })
    await theirs.addInitScript(() => {
      localStorage.setItem('rollcall.zone', 'local')
      localStorage.setItem('rollcall.cols.groups', 'group,since')
    })
    const other = await watched(theirs, product.origin)
    await page.waitForTimeout(500)
    await other.page.goto(page.url())
    // At one moment: what is old grows older.
    const both = async (): Promise<string[]> =>
      (await Promise.all([shownBy(page), shownBy(other.page)])).map((shown) => JSON.stringify(shown, null, 1))
    let [told, seen] = await both()
    for (
      const until = Date.now() + PATIENCE.timeout;
      told !== seen && Date.now() < until;
      [told, seen] = await both()
    ) {
      await page.waitForTimeout(PATIENCE.interval)
    }
    expect(seen).toBe(told)
    expect([...take(), ...other.take()]).toEqual([])
    await mine.close()
    await theirs.close()
  })

  it('says its zone, though nobody put it there', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    const page = await context.newPage()
    for (const { path } of sites) {
      await page.goto(`${product.origin}${path}`)
      await expect.poll(() => new URL(page.url()).searchParams.get('zone'), PATIENCE).toBe('local')
    }
    await context.close()
  })

  it('of before has its own zone when one goes back to it', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    const page = await context.newPage()
    await page.goto(`${product.origin}/groups?lang=en&zone=utc`)
    await page.getByRole('heading', { name: 'Groups' }).waitFor(PATIENCE)
    await page.getByRole('link', { name: 'Hosts' }).click()
    await page.getByRole('heading', { name: 'Hosts', exact: true }).waitFor(PATIENCE)
    await page.keyboard.press('u')
    await expect.poll(() => new URL(page.url()).searchParams.get('zone'), PATIENCE).toBe('local')
    await page.goBack()
    await expect.poll(() => new URL(page.url()).pathname, PATIENCE).toBe('/groups')
    await expect
      .poll(() => page.getByRole('button', { name: 'UTC' }).getAttribute('aria-pressed'), PATIENCE)
      .toBe('true')
    await context.close()
  })
})
