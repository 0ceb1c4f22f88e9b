import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { query, v2 } from '../membership/wire.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { watched } from './watched.ts'

function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'raw sockets need root'
  try {
    createRequire(import.meta.url).resolve('raw-socket')
  } catch {
    return 'the optional package raw-socket is not installed'
  }
  return whyNoBrowser()
}
const reason = whyNot()
if (reason !== null) console.log(`SKIPPED: mirrors on the page: ${reason}`)

const TEST_MS = 240_000
const ROUTER = '127.77.2.1'
const SWITCH = '127.77.2.2'
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const program = (name: string): string => fileURLToPath(new URL(`../lab/${name}`, import.meta.url))
const frame = (from: string, message: OutgoingMessage): Uint8Array =>
  encodeFrame(message, { src: ip(from), srcMac: macOf(ip(from)), vlans: [10] })

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

// Everything stays on loopback: frames of the test's own, sent through real sockets.
describe.skipIf(reason !== null)('mirrors beside a live source, on the page', { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  let page: Page
  let port: number
  let take: () => string[]

  beforeAll(async () => {
    port = await freePort()
    const flags = [`router=${ROUTER}`, SWITCH].flatMap((sender) => ['--allow-sender', sender])
    product = new Product({ sources: ['live:lo', 'erspan', `tzsp=tzsp:127.0.0.1:${port}`], flags })
    await product.start()
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const live = (sent: Uint8Array): void => {
    const index = readFileSync('/sys/class/net/lo/ifindex', 'utf8').trim()
    execFileSync('perl', [program('send-frame.pl'), index, hex(sent)])
  }
  const tzsp = (sent: Uint8Array): void => {
    execFileSync(process.execPath, [
      program('send-udp.js'),
      ROUTER,
      '127.0.0.1',
      String(port),
      `0100000101${hex(sent)}`,
    ])
  }
  const erspan = (...sent: [sequence: number, frame: Uint8Array][]): void => {
    const packets = sent.map(
      ([sequence, bytes]) => `100088be${sequence.toString(16).padStart(8, '0')}1000000500000000${hex(bytes)}`,
    )
    execFileSync('perl', [program('send-gre.pl'), SWITCH, '127.0.0.1', ...packets])
  }
  const card = (name: string): Locator =>
    page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) })

  it('each is a source of its own, with a verdict of its own', async () => {
    await page.goto(`${product.origin}/sources?lang=en&zone=utc`)
    // The live one hears queries and answers, the router sends answers alone, the switch loses a frame on the way.
    live(frame('10.0.1.1', query()))
    live(frame('10.0.1.7', v2('239.4.0.1')))
    tzsp(frame('10.0.2.7', v2('239.4.0.2')))
    erspan([1, frame('10.0.3.7', v2('239.4.0.3'))], [4, frame('10.0.3.8', v2('239.4.0.3'))])
    const names = ['lo', 'router', `erspan:${SWITCH}:5`]
    for (const name of names) {
      const panel = card(name).getByRole('heading', { name: 'What this tap can see' })
      await panel.waitFor({ timeout: 60_000 })
    }
    await card('lo').getByText('IGMP or MLD arrives').waitFor()
    await card('router').getByText('TZSP receiver').waitFor()
    await card('router').getByText('found by tzsp').waitFor()
    // Rules are asked each second of the tap's own clock: a frame more lets it run.
    erspan([5, frame('10.0.3.7', v2('239.4.0.3'))])
    await card(`erspan:${SWITCH}:5`)
      .getByText(/mirror frames were lost/)
      .first()
      .waitFor({ timeout: 60_000 })
    expect(
      await card('lo')
        .getByText(/mirror frames were lost/)
        .count(),
    ).toBe(0)
    expect(
      await card('router')
        .getByText(/mirror frames were lost/)
        .count(),
    ).toBe(0)
  })

  it('and their members are on the page of the groups, each in its own segment', async () => {
    await page.goto(`${product.origin}/groups?lang=en&zone=utc`)
    for (const group of ['239.4.0.1', '239.4.0.2', '239.4.0.3']) await page.getByText(group, { exact: true }).waitFor()
    const answer = await fetch(`${product.origin}/api/v1/groups`)
    const { rows } = (await answer.json()) as { rows: { segment: string; group: string }[] }
    expect(rows.map(({ segment, group }) => `${segment} ${group}`).sort()).toEqual([
      `erspan:${SWITCH}:5/10 239.4.0.3`,
      'lo/10 239.4.0.1',
      'router/10 239.4.0.2',
    ])
    expect(take()).toEqual([])
  })
})
