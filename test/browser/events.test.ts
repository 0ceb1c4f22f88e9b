import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import type { Answers } from '../../shared/api.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the live tail in a browser: ${reason}`)

const TEST_MS = 240_000
const PATIENCE = { timeout: 90_000, interval: 250 }
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))

/** The frames of a file that the browser took home, in hex. */
async function framesOf(download: Download): Promise<string[]> {
  const frames: string[] = []
  const reader = new CaptureReader(({ data, start, end }) => {
    frames.push(Buffer.from(data.subarray(start, end)).toString('hex'))
  })
  for await (const piece of await download.createReadStream()) reader.push(piece as Buffer)
  expect(reader.end().kind).toBe('complete')
  return frames
}

describe.skipIf(reason !== null)('the live tail of the simulated network', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, acceptDownloads: true })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const open = async (path: string): Promise<void> => {
    // What lies under the pointer is held: it is elsewhere.
    await page.mouse.move(5, 5)
    await page.goto(`${product.origin}${path}`)
    await rows().first().waitFor({ timeout: PATIENCE.timeout })
  }
  const rows = () => page.locator('.body [role=row]')
  const newest = async (): Promise<string> => (await rows().first().textContent()) ?? ''

  it('follows, and stands still when it is told to: what comes is counted and there on going on', async () => {
    await open('/events?fold=off')
    const before = await newest()
    await expect.poll(newest, PATIENCE).not.toBe(before)
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'paused: go on' }).waitFor({ timeout: PATIENCE.timeout })
    const held = await newest()
    const fresh = page.getByRole('button', { name: /^[\d,]+ new: show$/ })
    await expect
      .poll(async () => Number(((await fresh.textContent()) ?? '0').replace(/\D/g, '')), PATIENCE)
      .toBeGreaterThan(5)
    expect(await newest()).toBe(held)
    await fresh.click()
    await expect.poll(newest, PATIENCE).not.toBe(held)
    expect(await page.getByRole('button', { name: 'paused: go on' }).count()).toBe(0)
  })

  it('folds similar lines, opens them in place, and shows each when it is asked to', async () => {
    await open('/events?filter=type:joined|left|expired')
    await page.keyboard.press(' ')
    // Rows beyond the visible part exist as well: one that a person sees.
    const seen = async () => {
      for (const fold of await page.getByRole('button', { name: /^Show the [\d,]+ lines$/ }).all()) {
        const box = await fold.boundingBox()
        if (box && box.y > 220 && box.y < 900) return { fold, box }
      }
      return null
    }
    await expect.poll(async () => (await seen()) !== null, PATIENCE).toBe(true)
    const { fold, box } = (await seen())!
    const count = Number(/\d+/.exec((await fold.getAttribute('aria-label')) ?? '')?.[0])
    const lines = async (): Promise<number> => Number(await page.getByRole('table').getAttribute('aria-rowcount'))
    const before = await lines()
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect.poll(lines, PATIENCE).toBe(before + count)
    await page.getByRole('button', { name: 'each' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('fold'), PATIENCE).toBe('off')
    expect(await page.getByRole('button', { name: /^Show the/ }).count()).toBe(0)
  })

  it('is filtered, and says where a filter cannot be read', async () => {
    await open('/events?fold=off&filter=type:left')
    const texts = await rows().allTextContents()
    expect(texts.length).toBeGreaterThan(3)
    expect(texts.filter((text) => !text.includes('left'))).toEqual([])
    await page.goto(`${product.origin}/events?filter=vlan:x`)
    await page.getByRole('heading', { name: 'The filter cannot be read' }).waitFor({ timeout: PATIENCE.timeout })
  })

  it('shows the packet of a line by keyboard: a field marks its octets, an octet its field', async () => {
    await open('/events?fold=off&filter=type:joined')
    await page.keyboard.press(' ')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const packet = page.locator('section.packet')
    await packet.waitFor({ timeout: PATIENCE.timeout })
    const group = packet.getByRole('treeitem').filter({ hasText: /Group record|Group address/ })
    await group.first().focus()
    const marked = await packet.locator('[data-at].marked').allTextContents()
    expect(marked.length).toBeGreaterThanOrEqual(4)
    // The octets of the destination MAC are those of Ethernet.
    await packet.locator('[data-at="0"]').hover()
    await expect
      .poll(() => packet.getByRole('treeitem', { selected: true }).textContent(), PATIENCE)
      .toContain('Destination MAC')
    const hex = packet.getByRole('group', { name: /^Octets/ })
    await hex.focus()
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowDown')
    expect(await packet.locator('.cursor').count()).toBe(1)
    const faults = await faultsOf(page, { smallest: 12, scrolls: true })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect([...faults, ...violations.map(({ id }) => id)]).toEqual([])
  })

  it('takes the packet home: the same octets', async () => {
    const packet = page.locator('section.packet')
    const shown = (await packet.locator('[data-at]').allTextContents()).join('')
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE.timeout }),
      packet.getByRole('link', { name: 'pcap' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^packet_demo_\d+\.pcap$/)
    expect(await framesOf(download)).toEqual([shown])
    expect(take()).toEqual([])
  })

  it('says which timer ran out where no frame did it, and offers the last report', async () => {
    await open('/events?fold=off&filter=type:expired')
    await page.keyboard.press(' ')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: 'Event' })
    await panel.getByText('No frame caused this: a timer ran out.').waitFor({ timeout: PATIENCE.timeout })
    await panel
      .getByText(/RFC 3376 s(8\.4|6\.6\.1)/)
      .first()
      .waitFor()
    await panel.locator('section.packet, .note').nth(1).waitFor({ timeout: PATIENCE.timeout })
    expect(await panel.getByRole('heading', { name: 'Its last report' }).count()).toBe(1)
  })
})

describe.skipIf(reason !== null)('packets of a capture that was read', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: [`file:${HOUR}@max`] })
  let browser: Browser
  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  it('prove a membership on the page of its group, and come home as a file', async () => {
    const get = async <Path extends keyof Answers>(path: string): Promise<Answers[Path]> =>
      (await (await fetch(`${product.origin}/api/v1${path}`)).json()) as Answers[Path]
    const [group] = (await get<'/groups'>('/groups?sort=-confirmed&limit=1')).rows
    if (!group) throw new Error('no group is left at the end of the hour')
    const place = `/groups/${encodeURIComponent(group.segment)}/${group.group}`
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true })
    const { page, take } = await watched(context, product.origin)
    await page.goto(`${product.origin}${place}?zone=utc`)
    const why = page.getByRole('region', { name: /^Why is/ })
    await why.getByText('The report that proves it:').waitFor({ timeout: PATIENCE.timeout })
    await why.getByRole('button', { name: 'Show the packet' }).click()
    await why.locator('section.packet').waitFor({ timeout: PATIENCE.timeout })
    const said = (await why.locator('section.packet .text').textContent()) ?? ''
    expect(said).toContain(group.group)
    const packets = await get<'/groups/:segment/:group/packets'>(`${place}/packets?limit=500`)
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE.timeout }),
      page.getByRole('link', { name: 'All of them as pcap' }).click(),
    ])
    const frames = await framesOf(download)
    expect(frames.length).toBeGreaterThanOrEqual(packets.rows.length)
    const newest = await get<'/packets/:source/:frame'>(`/packets/hour/${packets.rows[0]!.frame}`)
    expect(frames.at(-1)).toBe(newest.hex)
    expect(take()).toEqual([])
    await context.close()
  })

  it('fill the screen of a phone, and go back to the list', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'pt-BR' })
    const { page } = await watched(context, product.origin)
    await page.goto(`${product.origin}/events?lang=pt-BR&fold=off&filter=type:joined`)
    await page.locator('.body [role=row]').nth(2).click()
    const dialog = page.getByRole('dialog', { name: 'Evento' })
    await dialog.locator('section.packet').waitFor({ timeout: PATIENCE.timeout })
    expect(await faultsOf(page, { smallest: 12, scrolls: true })).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await context.close()
  })
})
