import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { query, v2 } from '../membership/wire.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the first run: ${reason}`)

const TEST_MS = 240_000
const PATIENCE = { timeout: 60_000, interval: 250 }
/** TZSP: version 1, a received packet, Ethernet, no tag but the end. */
const TZSP = Buffer.from('0100000101', 'hex')
/** An ARP request: traffic, and no IGMP. */
const ARP = Buffer.from(
  'ffffffffffff0200000a0a07' + '0806' + '0001080006040001' + '0200000a0a07' + '0a000a07' + '000000000000' + '0a000a01',
  'hex',
)
const igmp = (from: string, message: OutgoingMessage): Uint8Array =>
  encodeFrame(message, { src: ip(from), srcMac: macOf(ip(from)), vlans: [10] })

describe.skipIf(reason !== null)('the first run', { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  let page: Page
  let socket: Socket
  let port: number
  let take: () => string[]

  beforeAll(async () => {
    socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    port = await freeUdpPort()
    product = new Product({ sources: [`tzsp:127.0.0.1:${port}`] })
    await product.start()
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    socket.close()
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const send = (frame: Uint8Array): void => socket.send(Buffer.concat([TZSP, frame]), port, '127.0.0.1')
  /** The answer, and the word beside each step. */
  const told = async (): Promise<string> => {
    const answer = await page.locator('.answer').textContent()
    const states = await page.locator('article ol li p:first-of-type span').allTextContents()
    return `${answer} ${states.join(', ')}`
  }

  it('says what is missing, step by step, until IGMP is here; then it leads to the wall', async () => {
    await page.goto(`${product.origin}/?lang=en&zone=utc`)
    await expect.poll(told, PATIENCE).toBe('Not yet: no frame has arrived. yes, not yet, not yet, not yet, not yet')
    await page.getByText('/tool/sniffer/set').waitFor()

    send(ARP)
    await page.getByText('Nothing of them is shown until you do').waitFor({ timeout: PATIENCE.timeout })
    await page.getByRole('button', { name: 'Approve 127.0.0.1' }).click()
    await page.getByRole('button', { name: 'Approve 127.0.0.1' }).waitFor({ state: 'detached' })

    send(ARP)
    await expect
      .poll(told, PATIENCE)
      .toMatch(/^Not yet: frames arrive, but no IGMP or MLD among them\. yes, yes, not yet/)
    expect(new URL(page.url()).pathname).toBe('/')

    send(igmp('10.0.10.1', query()))
    await expect
      .poll(told, PATIENCE)
      .toBe('In part: queries arrive, and no host has answered yet. yes, yes, yes, yes, not yet')
    await page.getByText(/^IGMP arrives\. The wall opens in \d+ s\./).waitFor()
    send(igmp('10.0.10.7', v2('239.10.0.1')))
    await expect.poll(told, PATIENCE).toBe('Yes. Queries and reports arrive. yes, yes, yes, yes, yes')

    await page.waitForURL((url) => url.pathname === '/wall', { timeout: PATIENCE.timeout })
    expect(new URL(page.url()).searchParams.get('zone')).toBe('utc')
  })

  it('is not in the way once IGMP has come, and can be opened again', async () => {
    await page.goto(`${product.origin}/?lang=en`)
    await page.waitForURL((url) => url.pathname === '/wall', { timeout: PATIENCE.timeout })
    await page.goto(`${product.origin}/start?lang=en`)
    await expect.poll(told, PATIENCE).toMatch(/^Yes\./)
    expect(new URL(page.url()).pathname).toBe('/start')
  })

  it.each(['dark', 'light', 'contrast'])('can be read by everybody: %s', async (theme) => {
    for (const lang of ['en', 'pt-BR']) {
      await page.goto(`${product.origin}/start?lang=${lang}&theme=${theme}`)
      await page.locator('article ol li').first().waitFor({ timeout: PATIENCE.timeout })
      expect(await faultsOf(page, { smallest: 12, scrolls: true })).toEqual([])
    }
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })

  it('meets no error on the way', () => {
    expect(take()).toEqual([])
  })
})

async function freeUdpPort(): Promise<number> {
  const free = createSocket('udp4').bind(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address()
  free.close()
  return port
}
