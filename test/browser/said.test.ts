import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellCode } from '../../shared/cell.ts'
import type { Pulse, ViewSnapshot } from '../../shared/live.ts'
import { notice } from '../../shared/notice.ts'
import { MINUTE } from '../../shared/time.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { changed } from './said-by-the-server.ts'
import { show, sitesOf, type Site } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: what pages say while something is not as it should be: ${reason}`)

const TEST_MS = 300_000
const SCREENS = [
  { width: 1920, height: 1080, wallText: 40 },
  { width: 390, height: 844, wallText: 12 },
]
const PHONE = 700
const PAGES: ReadonlySet<string> = new Set(['wall', 'groups', 'hosts', 'subscriptions', 'events', 'counts', 'settings'])

/** All at once: a flood that goes on, members that are unknown, a tap that waits, a certificate that ends. */
function trouble(event: string, args: unknown[]): boolean {
  if (event === 'pulse') {
    const [pulse] = args as [Pulse]
    const since = pulse.now - 3 * MINUTE
    const certificate = notice('certificate-expires', { path: '/etc/rollcall/monitor.example.pem', days: '1' })
    const truncated = { count: 1_234_567, since, lastAt: pulse.now }
    args[0] = { ...pulse, truncated, certificate, unknown: { memberships: 312, since, knownAt: pulse.now + MINUTE } }
  }
  if (event !== 'snapshot') return true
  const [, { state }] = args as [number, ViewSnapshot]
  const head = state.head as { findings?: unknown; unknown?: unknown }
  const now = Date.now()
  // The overview: the only view that has both.
  if ('findings' in head && 'unknown' in head)
    head.unknown = { memberships: 312, since: now - 3 * MINUTE, knownAt: now + MINUTE }
  for (const block of state.rows as unknown as { cells?: number[]; hosts: { unknown: number }[] }[]) {
    if (!block.cells) continue
    block.cells = block.cells.map((value, place) => (place % 9 === 8 ? cellCode('unknown') : value))
    for (const host of block.hosts) host.unknown = 1
  }
  const rows = state.rows as unknown as { kind?: string; droppedByKernel?: unknown; name: string; key: string }[]
  const [tap] = rows
  if (tap?.kind === 'demo' && 'droppedByKernel' in tap) {
    const waiting = { ...tap, state: 'waiting', blindSince: now - 3 * MINUTE, kind: 'live' }
    for (const name of ['enp3s0f1', 'uplink-of-the-second-floor']) rows.push({ ...waiting, name, key: name })
  }
  return true
}

describe.skipIf(reason !== null)('pages while something is not as it should be', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let sites: readonly Site[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    sites = (await sitesOf(product.origin)).filter(({ name }) => PAGES.has(name))
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const told = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText.replaceAll('\u00a0', ' '))

  async function inTrouble(name: string, viewport: { width: number; height: number }) {
    const context = await browser.newContext({ viewport })
    const { page } = await watched(context, product.origin)
    await changed(page, trouble)
    await show(
      page,
      product.origin,
      sites.find((site) => site.name === name)!,
    )
    return { page, context }
  }

  describe.each(['en', 'pt-BR'] as const)('in %s', (lang) => {
    it.each(SCREENS)('are readable at $width x $height', async ({ width, height, wallText }) => {
      const context = await browser.newContext({ viewport: { width, height }, locale: lang })
      const { page, take } = await watched(context, product.origin)
      await changed(page, trouble)
      const found: Record<string, string[]> = {}
      for (const site of sites) {
        await show(page, product.origin, site, { lang })
        await page.getByText(lang === 'en' ? /^Truncated: 1,234,567/ : /^Truncado: 1\.234\.567/).waitFor()
        const isWall = site.name === 'wall'
        const setting = { smallest: isWall ? wallText : 12, scrolls: !isWall || width < PHONE }
        const faults = [...(await faultsOf(page, setting)), ...take()]
        if (faults.length > 0) found[site.name] = faults
      }
      expect(found).toEqual({})
      await context.close()
    })
  })

  it('the wall names the taps that give nothing, and says since when members are unknown', async () => {
    const { page, context } = await inTrouble('wall', { width: 1920, height: 1080 })
    await page.getByText(/enp3s0f1: blind since/).waitFor()
    expect(await told(page)).toMatch(/Members unknown since \d\d:\d\d:\d\d, until \d\d:\d\d:\d\d\./)
    expect(await told(page)).toContain('uplink-of-the-second-floor: blind since')
    await context.close()
  })

  it('a list says who is unknown, and shows them alone when it is asked', async () => {
    const { page, context } = await inTrouble('groups', { width: 1366, height: 768 })
    const line = page.getByRole('status').filter({ hasText: '312 memberships were not heard since' })
    await line.getByRole('button', { name: 'show' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toBe('state:unknown')
    expect(await line.getByRole('button').count()).toBe(0)
    await context.close()
  })

  it('the matrix has a mark of its own for who is unknown, and the table a column', async () => {
    const { page, context } = await inTrouble('subscriptions', { width: 1366, height: 768 })
    await page.getByText('unknown: not heard since the tap was blind').waitFor()
    await page.getByRole('status').filter({ hasText: '312 memberships were not heard since' }).waitFor()
    expect(await page.locator('.surface svg path.unknown').count()).toBeGreaterThan(0)
    await page.getByText('Table', { exact: true }).click()
    await page.getByRole('columnheader', { name: 'of both unknown' }).first().waitFor()
    expect(await told(page)).toContain('(unknown)')
    await context.close()
  })

  it.each(['dark', 'light', 'contrast'] as const)('have nothing that axe finds: %s', async (theme) => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    const { page } = await watched(context, product.origin)
    await changed(page, trouble)
    const found: Record<string, string[]> = {}
    for (const site of sites) {
      await show(page, product.origin, site, { theme })
      await page.getByText(/^Truncated: 1,234,567/).waitFor()
      const { violations } = await new AxeBuilder({ page }).analyze()
      const lines = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
      )
      if (lines.length > 0) found[site.name] = lines.slice(0, 5)
    }
    expect(found).toEqual({})
    await context.close()
  })
})
