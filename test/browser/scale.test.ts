import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { ipv4, mac } from '../../shared/address.ts'
import type { Answers } from '../../shared/api.ts'
import { generate } from '../bench/generate.ts'
import { ip } from '../generate/message.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: a large table on the page: ${reason}`)

const TEST_MS = 300_000
const PATIENCE = { timeout: 60_000, interval: 100 }
const HOSTS = 60_000
const GROUPS = 5_000
/** One query interval of so many hosts, and then some. */
const MESSAGES = 105_000
/** Rows that a window of 1080 shows, with those drawn beyond it: 33 and 10 on each side. */
const ROWS_DRAWN = 60
/** Further hosts, that report all the time. */
const LIVELY = 200
const REPORTS_A_TICK = 50
const TICK_MS = 50
/** What a round trip through the table may leave behind, after the collector has been. */
const LEFT_BEHIND = 8 * 1024 * 1024

/** TZSP (its header: version 1, a received packet, Ethernet; then the end of its tags) with a report of one of them. */
function report(n: number): Buffer {
  const host = n % LIVELY
  const [src, srcMac] = [ipv4((10 << 24) | (200 << 16) | host), mac(0x020a00000000 + host)]
  const frame = encodeFrame(
    { kind: 'report', version: 2, group: ip(`239.200.0.${host % 20}`) },
    { src, srcMac, vlans: [9] },
  )
  return Buffer.concat([Buffer.from([1, 0, 0, 1, 1]), frame])
}

describe.skipIf(reason !== null)('a table of many thousand hosts', { timeout: TEST_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-scale-'))
  let product: Product
  let browser: Browser
  let page: Page
  let take: () => string[]
  let devtools: CDPSession
  let socket: Socket
  let traffic: NodeJS.Timeout
  let sent = 0

  beforeAll(async () => {
    const file = join(folder, 'many.pcap')
    generate(file, MESSAGES, { hosts: HOSTS, groups: GROUPS, seed: 7 })
    socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    // The port after ours is as free as any.
    const port = socket.address().port + 1
    product = new Product({
      sources: [`file:${file}@max`, `lively=tzsp:127.0.0.1:${port}`],
      flags: ['--allow-sender', '127.0.0.1'],
    })
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    traffic = setInterval(() => {
      for (let i = 0; i < REPORTS_A_TICK; i += 1) socket.send(report(sent++), port, '127.0.0.1')
    }, TICK_MS)
    await product.answers('/api/v1/hosts?filter=vlan:9&limit=1', new RegExp(`"matching":${LIVELY}\\b`))
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en' })
    ;({ page, take } = await watched(context, product.origin))
    devtools = await context.newCDPSession(page)
  }, TEST_MS)
  afterAll(async () => {
    clearInterval(traffic)
    socket.close()
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const get = async (query: string): Promise<Answers['/hosts']> =>
    (await (await fetch(`${product.origin}/api/v1/hosts${query}`)).json()) as Answers['/hosts']

  interface Seen {
    /** Counted from 1, with the address that stands there; null while it is under way. */
    rows: { place: number; host: string | null }[]
    drawn: number
  }
  /** The rows that are really seen, in the order of the screen. */
  const seen = (): Promise<Seen> =>
    page.evaluate(() => {
      const table = document.querySelector('[role=table]')!
      const head = table.querySelector('[role=rowgroup]')!.getBoundingClientRect()
      const { bottom } = table.getBoundingClientRect()
      const all = [...table.querySelectorAll('.line[role=row]')]
      const rows = all
        .map((row) => ({ row, box: row.getBoundingClientRect() }))
        .filter(({ box }) => box.bottom > head.bottom + 1 && box.top < bottom - 1)
        .sort((a, b) => a.box.top - b.box.top)
        .map(({ row }) => ({
          place: Number(row.getAttribute('aria-rowindex')) - 1,
          host: /\d+\.\d+\.\d+\.\d+/.exec(row.querySelector('[role=cell]')?.textContent ?? '')?.[0] ?? null,
        }))
      return { rows, drawn: all.length }
    })
  const isWhole = ({ rows }: Seen): boolean => rows.length > 0 && rows.every(({ host }) => host !== null)
  const oneAfterTheOther = ({ rows }: Seen): boolean => rows.every(({ place }, i) => place === rows[0]!.place + i)
  /** What the server says stands at those places. */
  const truthOf = async ({ rows }: Seen, query: string): Promise<Seen['rows']> => {
    const from = rows[0]!.place
    const answer = await get(`${query}&offset=${from - 1}&limit=${rows.length}`)
    return answer.rows.map(({ host }, i) => ({ place: from + i, host: host.ip }))
  }
  /** Once all rows are there they are those of the server, without a gap, and few are drawn. */
  async function isRight(query: string): Promise<Seen> {
    await expect.poll(async () => isWhole(await seen()), PATIENCE).toBe(true)
    const now = await seen()
    expect(oneAfterTheOther(now)).toBe(true)
    expect(now.drawn).toBeLessThan(ROWS_DRAWN)
    expect(now.rows).toEqual(await truthOf(now, query))
    return now
  }
  async function roundTrip(): Promise<void> {
    await page.keyboard.press('End')
    await expect.poll(async () => (await seen()).rows.at(-1)?.place, PATIENCE).toBe(HOSTS)
    await isRight(QUERY)
    await page.keyboard.press('Home')
    await expect.poll(async () => (await seen()).rows[0]?.place, PATIENCE).toBe(1)
    await isRight(QUERY)
  }
  const heap = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage')
    return (await devtools.send('Runtime.getHeapUsage')).usedSize
  }

  const QUERY = '?sort=host&filter=-vlan:9'
  const open = async (query: string): Promise<void> => {
    await page.goto(`${product.origin}/hosts${query}&lang=en`)
    await expect.poll(async () => isWhole(await seen()), PATIENCE).toBe(true)
    await page.locator('[role=table]').focus()
  }

  it('is all there while traffic goes on: first rows, last rows, and any between', async () => {
    await open(QUERY)
    expect((await get(`${QUERY}&limit=1`)).matching).toBe(HOSTS)
    await roundTrip()
    for (const share of [0.5, 0.123, 0.987]) {
      await page.evaluate((at) => {
        const table = document.querySelector('[role=table]')!
        table.scrollTop = (table.scrollHeight - table.clientHeight) * at
      }, share)
      await expect
        .poll(async () => Math.abs((await seen()).rows[0]!.place / HOSTS - share), PATIENCE)
        .toBeLessThan(0.01)
      await isRight(QUERY)
    }
    expect(take()).toEqual([])
  })

  it('comes row after row under the wheel', async () => {
    await open(QUERY)
    await page.mouse.move(700, 500)
    let last = 1
    for (let turn = 0; turn < 40; turn += 1) {
      await page.mouse.wheel(0, 400)
      await page.waitForTimeout(30)
      const now = await seen()
      expect(oneAfterTheOther(now)).toBe(true)
      expect(now.rows[0]!.place).toBeGreaterThanOrEqual(last)
      last = now.rows[0]!.place
    }
    expect(last).toBeGreaterThan(400)
    await isRight(QUERY)
  })

  it('leaves nothing behind in the memory of the page', async () => {
    await open(QUERY)
    await roundTrip()
    const before = await heap()
    for (let round = 0; round < 3; round += 1) await roundTrip()
    expect((await heap()) - before).toBeLessThan(LEFT_BEHIND)
  })

  it('goes on in the rows that report, which stand still under the pointer', async () => {
    await open('?sort=host&filter=vlan:9')
    await page.mouse.move(700, 500)
    const before = await seen()
    const counted = await page.locator('.line[role=row]').first().textContent()
    await expect.poll(() => page.locator('.line[role=row]').first().textContent(), PATIENCE).not.toBe(counted)
    const after = await seen()
    expect(after.rows.map(({ host }) => host)).toEqual(before.rows.map(({ host }) => host))
    expect(sent).toBeGreaterThan(LIVELY)
    expect(take()).toEqual([])
  })
})
