import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../shared/time.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'
import { SLEPT, writeWeek } from './week.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the time machine in a browser: ${reason}`)

const TEST_MS = 300_000
const WAIT = { timeout: 60_000 }
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/captures/${name}`, import.meta.url))

interface Truth {
  meta: { base_epoch: number }
  host_memberships: { vlan: number; host: string; group: string; start: number; end: number; detectable?: boolean }[]
  segment_groups: { rfc3376: { vlan: number; group: string; start: number; end: number }[] }
}
const truth = JSON.parse(readFileSync(fixture('hour.truth.json'), 'utf8')) as Truth
const iso = (second: number): string =>
  new Date((truth.meta.base_epoch + second) * SECOND).toISOString().replace('.000Z', 'Z')
/** What was there at a second, as far as anybody who listens can know: who goes without a word is still there. */
const there = <T extends { start: number; end: number; detectable?: boolean }>(
  all: readonly T[],
  second: number,
): T[] => all.filter(({ start, end, detectable }) => start <= second && (end > second || detectable === false))

describe.skipIf(reason !== null)('the time machine, after an hour whose truth is known', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: [`file:${fixture('hour.pcap')}@max`] })
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    await product.answers('/api/v1/history/state', /"queued":0/)
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const open = async (path: string, query: Record<string, string> = {}): Promise<void> => {
    const url = new URL(path, product.origin)
    for (const [name, value] of Object.entries({ lang: 'en', zone: 'utc', ...query })) url.searchParams.set(name, value)
    await page.goto(url.href)
    await page.evaluate(() => document.fonts.ready)
  }
  const at = (): string | null => new URL(page.url()).searchParams.get('at')
  const bar = () => page.getByRole('region', { name: 'Time machine' })
  const hand = () => page.getByRole('slider', { name: 'Moment that is shown' })
  const firstRow = () => page.locator('[role=row] [role=cell] a').first()
  const shownGroups = async (): Promise<string[]> => {
    await firstRow().waitFor(WAIT)
    return page
      .locator('[role=row] [role=cell]:nth-child(2) > [title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? '').sort())
  }

  it.each([300, 900, 1_200, 2_200, 3_300])('has the groups of second %d', async (second) => {
    await open('/groups', { at: iso(second), sort: 'group' })
    const expected = there(truth.segment_groups.rfc3376, second)
      .map(({ group }) => group)
      .filter((group) => !group.startsWith('224.0.0.'))
    expect(await shownGroups()).toEqual(expected.sort())
    expect(take()).toEqual([])
  })

  it.each([
    [900, '239.1.1.20', 20],
    [1_200, '239.1.1.20', 20],
    [2_200, '239.1.1.10', 10],
    [2_700, '239.1.1.10', 10],
  ])('has the members of second %d of %s', async (second, group, vlan) => {
    await open('/groups', { at: iso(second), filter: `vlan:${vlan} group:${group}` })
    await firstRow().click()
    await page.locator('.halves h2').first().waitFor(WAIT)
    expect(at()).toBe(iso(second))
    const expected = there(truth.host_memberships, second)
      .filter((one) => one.group === group && one.vlan === vlan)
      .map(({ host }) => host)
    await expect
      .poll(() =>
        page
          .locator('.halves table tbody td:first-child a')
          .evaluateAll((links) => links.map((link) => link.textContent.trim()).sort()),
      )
      .toEqual(expected.sort())
  })

  it('says that it is not live, counts from the moment, and claims no ages of now', async () => {
    await open('/groups', { at: iso(900) })
    await firstRow().waitFor(WAIT)
    await bar().getByText('As of 26 Nov 2025, 00:15:00 UTC').waitFor(WAIT)
    expect(await bar().getByText('live is on').count()).toBe(1)
    expect(await page.getByRole('group', { name: 'Ages of what is shown' }).count()).toBe(0)
    expect(await page.getByRole('columnheader', { name: 'Expires in' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /pause/ }).count()).toBe(0)
    // From the moment, never a year up to today.
    const since = await page.locator('[role=row] [role=cell]').allTextContents()
    expect(since.some((text) => /\b\d+ min\b/.test(text))).toBe(true)
    expect(since.some((text) => /\b\d+ d\b/.test(text))).toBe(false)
  })

  it('goes from page to page, and back to live', async () => {
    await open('/groups', { at: iso(900) })
    await firstRow().waitFor(WAIT)
    for (const name of ['Hosts', 'Subscriptions', 'Queriers', /^Findings/]) {
      await page.getByRole('navigation').getByRole('link', { name }).click()
      await bar().getByText('As of 26 Nov 2025, 00:15:00 UTC').waitFor(WAIT)
      await expect.poll(() => page.locator('main').getAttribute('class')).toContain('past')
    }
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await bar().getByText('This page has times of its own').waitFor(WAIT)
    expect(await page.locator('main').getAttribute('class')).not.toContain('past')
    await page.goBack()
    await bar().getByRole('button', { name: 'Back to live' }).click()
    await expect.poll(at).toBeNull()
    await expect.poll(() => page.locator('main').getAttribute('class')).not.toContain('past')
    await page.getByRole('group', { name: 'Ages of what is shown' }).waitFor(WAIT)
    expect(take()).toEqual([])
  })

  it('is opened by a key, moved by keys, and left by Back', async () => {
    await open('/groups')
    await firstRow().waitFor(WAIT)
    await page.keyboard.press('m')
    await hand().waitFor(WAIT)
    expect(at()).toBeNull()
    await hand().focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(at).not.toBeNull()
    const before = Date.parse(at() ?? '')
    await page.keyboard.press('Shift+ArrowLeft')
    await expect.poll(() => before - Date.parse(at() ?? '')).toBe(60 * MINUTE)
    await page.keyboard.press('End')
    await expect.poll(at).toBeNull()
    await page.keyboard.press('m')
    await expect.poll(() => bar().count()).toBe(0)
    await open('/groups', { sort: 'group' })
    await firstRow().waitFor(WAIT)
    await page.keyboard.press('m')
    await hand().press('ArrowLeft')
    await expect.poll(at).not.toBeNull()
    await page.getByLabel(/^Moment, in UTC/).fill('2025-11-26T00:15:00')
    await expect.poll(at).toBe('2025-11-26T00:15:00Z')
    await page.goBack()
    await expect.poll(at).not.toBe('2025-11-26T00:15:00Z')
  })

  it('is reached from the wall and from pages that have no past', async () => {
    await open('/wall')
    await page.locator('.tiles').first().waitFor(WAIT)
    await page.mouse.move(200, 300)
    await page.mouse.move(220, 320)
    await page.getByRole('button', { name: 'Time machine' }).click()
    await hand().waitFor(WAIT)
    expect(new URL(page.url()).pathname).toBe('/groups')
    await open('/events')
    await page.locator('main h1').waitFor(WAIT)
    await page.keyboard.press('m')
    await hand().waitFor(WAIT)
    expect(new URL(page.url()).pathname).toBe('/groups')
    expect(take()).toEqual([])
  })

  it('tells who watched a channel at a time in three steps', async () => {
    await open('/groups', { filter: 'vlan:20' })
    await page.locator('main h1').waitFor(WAIT)
    // It opens with the present day, so that the time alone is changed; what is to come is refused in words.
    await page.keyboard.press('m')
    const field = page.getByLabel(/^Moment, in UTC/)
    expect(await field.inputValue()).toMatch(/^2025-11-26T0/)
    await field.fill('2025-11-26T23:59:00')
    await bar().getByText('That moment is still to come').waitFor(WAIT)
    expect(at()).toBeNull()
    await field.fill(iso(900).slice(0, 19))
    await field.press('Enter')
    await expect.poll(at).toBe(iso(900))
    await page.getByRole('row').filter({ hasText: '239.1.1.20' }).getByRole('link').first().click()
    await page.locator('.halves table tbody tr').first().waitFor(WAIT)
    expect(at()).toBe(iso(900))
    expect(take()).toEqual([])
  })

  it('takes digits that are typed one after the other as one step', async () => {
    await open('/groups', { at: iso(900) })
    await firstRow().waitFor(WAIT)
    const steps = await page.evaluate(() => history.length)
    const field = page.getByLabel(/^Moment, in UTC/)
    for (const minute of ['10', '11', '12']) await field.fill(`2025-11-26T00:${minute}:00`)
    await expect.poll(at).toBe('2025-11-26T00:12:00Z')
    expect(await page.evaluate(() => history.length)).toBe(steps + 1)
  })

  it('keeps what is typed while the moment before is still asked for, and until it is left where it is refused', async () => {
    await open('/groups', { at: iso(900) })
    await firstRow().waitFor(WAIT)
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/api/v1/**', async (route) => {
      await released
      await route.continue()
    })
    try {
      await hand().press('ArrowLeft')
      await expect.poll(at).toBe(iso(840))
      const field = page.getByLabel(/^Moment, in UTC/)
      await field.fill('2025-11-26T00:20:00')
      release()
      // The page of the moment before is drawn meanwhile.
      await page
        .locator('.busy')
        .filter({ hasNotText: '…' })
        .waitFor({ ...WAIT, state: 'attached' })
      await expect.poll(at).toBe('2025-11-26T00:20:00Z')
      await field.fill('2025-11-26T23:59:00')
      await bar().getByText('That moment is still to come').waitFor(WAIT)
      expect(await field.inputValue()).toBe('2025-11-26T23:59')
      await hand().focus()
      await expect.poll(() => field.inputValue()).toBe('2025-11-26T00:20')
    } finally {
      release()
      await page.unroute('**/api/v1/**')
    }
  })

  it('leaves the focus where it is opened, when what was pressed is gone', async () => {
    await open('/groups', { at: iso(900) })
    await firstRow().waitFor(WAIT)
    await bar().getByRole('button', { name: 'Back to live' }).click()
    await expect.poll(at).toBeNull()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Time machine')
  })

  it('steps from change to change', async () => {
    const [first = 0, second = 0] = truth.host_memberships
      .filter(({ group, vlan }) => group === '239.1.1.20' && vlan === 20)
      .map(({ start }) => start)
    const shown = (): number => Date.parse(at() ?? '') / SECOND - truth.meta.base_epoch
    await open('/groups', { at: iso(2), filter: 'vlan:20 group:239.1.1.20' })
    await hand().waitFor(WAIT)
    for (const [key, expected] of [
      [']', first],
      [']', second],
      ['[', first],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(shown, WAIT).toBeCloseTo(expected, 1)
    }
    await firstRow().waitFor(WAIT)
    await open('/groups', { at: iso(3_590), filter: 'group:239.9.9.9' })
    await hand().waitFor(WAIT)
    await page.keyboard.press(']')
    await bar().getByText('No change after this moment.').waitFor(WAIT)
  })

  it('plays on to where the capture ends, and is live there', async () => {
    await open('/groups', { at: iso(600) })
    await firstRow().waitFor(WAIT)
    await bar().getByRole('button', { name: '600×' }).click()
    await bar().getByRole('button', { name: 'Play' }).click()
    await expect.poll(() => Date.parse(at() ?? '') / SECOND - truth.meta.base_epoch, WAIT).toBeGreaterThan(900)
    await expect.poll(at, WAIT).toBeNull()
    await firstRow().waitFor(WAIT)
    expect(take()).toEqual([])
  })

  it('is dragged, and shows what lies under the hand', async () => {
    await open('/groups', { at: iso(600), scrub: '1h' })
    await firstRow().waitFor(WAIT)
    const box = await hand().boundingBox()
    if (!box) throw new Error('the scrubber is not there')
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 8 })
    await page.mouse.up()
    await expect.poll(at).not.toBe(iso(600))
    const shown = await hand().getAttribute('aria-valuenow')
    expect(Number(shown)).toBe(Math.round(Date.parse(at() ?? '') / SECOND))
    await firstRow().waitFor(WAIT)
  })

  it('has its marks as a table, each with a way to its moment', async () => {
    await open('/queriers', { at: iso(1_500), scrub: '6h' })
    await hand().waitFor(WAIT)
    await bar().getByRole('button', { name: 'Table' }).click()
    const table = bar().getByRole('region', { name: 'Changes in the range of the scrubber' })
    const lost = table.getByRole('row').filter({ hasText: 'Querier lost' }).last()
    await lost.waitFor(WAIT)
    await lost.getByRole('button').click()
    await expect.poll(at).not.toBe(iso(1_500))
    // Its last query and the other-querier-present interval of 255 s (RFC 3376 s8.5).
    expect(Date.parse(at() ?? '') / SECOND - truth.meta.base_epoch).toBeCloseTo(1_409.25 + 255, -1)
  })

  it('says that it knows nothing from before its beginning, and leads there', async () => {
    await open('/groups', { at: '2001-01-01T00:00:00Z' })
    await bar()
      .getByText(/^The history begins 2025-11-26 00:00:01: of this moment it knows nothing/)
      .waitFor(WAIT)
    expect(await page.locator('[role=row] [role=cell]').count()).toBe(0)
    await bar().getByRole('button', { name: 'To its beginning' }).click()
    await expect.poll(at).toBe(iso(1))
    expect(take()).toEqual([])
  })

  it('says that a moment is still to come, and shows nothing', async () => {
    await open('/groups', { at: '2100-01-01T00:00:00Z' })
    await page.getByRole('alert').first().waitFor(WAIT)
    await page.getByText('the history did not answer for this moment').waitFor(WAIT)
    expect(await page.getByRole('alert').first().textContent()).toMatch(/^That moment is still to come. Remedy: /)
    expect(await page.locator('[role=row] [role=cell]').count()).toBe(0)
    take()
  })

  it('tells the viewers of a group, as a chart, a table and a file', async () => {
    await open('/groups', { at: iso(3_300), filter: 'vlan:20 group:239.1.1.20' })
    await firstRow().click()
    const viewers = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Viewers' }) })
    await viewers.getByRole('img').waitFor(WAIT)
    await viewers.getByRole('button', { name: 'Table' }).click()
    const newest = viewers.getByRole('row').nth(1)
    await newest.waitFor(WAIT)
    expect(await newest.getByRole('cell').nth(1).textContent()).toBe(
      String(
        there(truth.host_memberships, 3_300).filter((one) => one.group === '239.1.1.20' && one.vlan === 20).length,
      ),
    )
    const file = await viewers.getByRole('link', { name: 'As CSV' }).getAttribute('href')
    const csv = await (await fetch(new URL(file ?? '', product.origin))).text()
    expect(csv.split('\r\n')[0]).toContain('members_min,members_max')
    expect(take()).toEqual([])
  })

  it.each([
    ['en', 1_366, 768],
    ['pt-BR', 1_366, 768],
    ['en', 390, 844],
    ['pt-BR', 390, 844],
  ] as const)('is readable in %s at %d × %d', async (lang, width, height) => {
    await page.setViewportSize({ width, height })
    const found: Record<string, string[]> = {}
    for (const path of ['/groups', '/hosts', '/queriers', '/findings', '/subscriptions']) {
      await open(path, { at: iso(1_700), lang })
      await page.getByRole('slider').waitFor(WAIT)
      await page.locator('main h1').waitFor(WAIT)
      const faults = await faultsOf(page, { smallest: 12, scrolls: true })
      if (faults.length > 0) found[path] = faults
    }
    expect(found).toEqual({})
    await page.setViewportSize({ width: 1_366, height: 768 })
  })

  it.each(['dark', 'light', 'contrast'])('has nothing that axe finds: %s', async (theme) => {
    const found: string[] = []
    for (const path of ['/groups', '/queriers', '/findings', '/settings']) {
      await open(path, { at: iso(1_700), theme, scrub: '6h' })
      await bar().waitFor(WAIT)
      const table = bar().getByRole('button', { name: 'Table' })
      if ((await table.count()) > 0) await table.click()
      await page.locator('main h1').first().waitFor(WAIT)
      const { violations } = await new AxeBuilder({ page }).analyze()
      found.push(
        ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${path} ${id}: ${target.join(' ')}`)),
      )
    }
    expect(found).toEqual([])
  })
})

describe.skipIf(reason !== null)('the time machine in a gap', { timeout: TEST_MS }, () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-past-'))
  const product = new Product({ sources: ['tzsp:127.0.0.1:0'], data })
  const written = Date.now()
  let browser: Browser

  beforeAll(async () => {
    writeWeek(data, written)
    await product.start()
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
    rmSync(data, { recursive: true, force: true })
  }, 60_000)

  it('says which tap was blind, from when to when, and why', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    const { page, take } = await watched(context, product.origin)
    const middle = new Date(written - ((SLEPT.from + SLEPT.to) / 2) * MINUTE).toISOString()
    await page.goto(`${product.origin}/groups?lang=en&zone=utc&at=${middle}`)
    const told = page.getByText(/^Blind at this moment: core, from .* \(this machine was asleep\)/)
    await told.waitFor(WAIT)
    expect(await page.locator('.past-bar .gap').count()).toBeGreaterThan(0)
    expect(take()).toEqual([])
    await context.close()
  })
})
