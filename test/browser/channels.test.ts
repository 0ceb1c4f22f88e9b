import { AxeBuilder } from '@axe-core/playwright'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: notifications in use: ${reason}`)

const TEST_MS = 300_000
const SECRET = 'a secret of the receiver'

/** Takes what is sent to it, and answers as it is told. */
class Receiver {
  readonly got: { headers: IncomingHttpHeaders; body: string }[] = []
  status = 200
  readonly #server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      this.got.push({ headers: request.headers, body })
      response.writeHead(this.status).end()
    })
  })
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook/very-secret`
  }
  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

describe.skipIf(reason !== null)('a person who sets up where findings go', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  const receiver = new Receiver()
  let url: string
  let browser: Browser
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    url = await receiver.start()
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en' })
    ;({ page, take } = await watched(context, product.origin))
    await page.goto(`${product.origin}/settings?lang=en`)
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
    receiver.stop()
  }, 60_000)

  const section = () => page.locator('section#channels')
  const card = () => section().getByRole('article', { name: 'Plantão' })
  const form = (name: string) => section().getByRole('group', { name, exact: true })

  it('nobody is told yet, and the page says so', async () => {
    await section().getByText('Nobody is told yet').waitFor()
  })

  it('what is wrong is said at its field before anything is kept', async () => {
    await section().getByRole('button', { name: 'Add a channel' }).click()
    const open = form('Add a channel')
    await open.locator('[name=url]').fill('no address')
    await open.getByRole('button', { name: 'Save' }).click()
    await open.getByText('An address that begins with https:// or http://.').waitFor()
    expect(await open.locator('[name=name]').evaluate((field) => field === document.activeElement)).toBe(true)
    // Another kind has other fields, with the port that is usual there.
    await open.locator('[name=kind]').selectOption('email')
    await open.locator('[name=security]').selectOption('tls')
    expect(await open.locator('[name=port]').inputValue()).toBe('465')
    await open.locator('[name=kind]').selectOption('syslog')
    await open.locator('[name=transport]').selectOption('tls')
    expect(await open.locator('[name=port]').inputValue()).toBe('6514')
    expect((await new AxeBuilder({ page }).include('section#channels').analyze()).violations).toEqual([])
    await open.locator('[name=kind]').selectOption('webhook')
  })

  it('a channel is kept, and its secret is never shown again', async () => {
    const open = form('Add a channel')
    await open.locator('[name=name]').fill('Plantão')
    await open.locator('[name=url]').fill(url)
    await open.getByText('Without https anybody on the way can read it.').waitFor()
    await open.locator('[name=secret]').fill(SECRET)
    await open.locator('[name=severity]').selectOption('critical')
    await open.getByRole('button', { name: 'Save' }).click()
    await section().getByText('Plantão is kept.').waitFor()
    await card().waitFor()
    // The path of such an address may be a secret itself.
    expect(await card().textContent()).not.toContain('very-secret')
    const answer = await (await fetch(`${product.origin}/api/v1/channels`)).text()
    expect(answer).toContain('"hasSecret":true')
    expect(answer).not.toContain(SECRET)
  })

  it('a test is sent at once, signed, and what the receiver says stands there', async () => {
    await card().getByRole('button', { name: 'Send a test: Plantão' }).click()
    await card()
      .getByText(/The receiver took the test/)
      .waitFor()
    const got = receiver.got.at(-1)
    const signature = String(got?.headers['x-rollcall-signature'])
    const [, at = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(signature) ?? []
    expect(
      createHmac('sha256', SECRET)
        .update(`${at}.${got?.body ?? ''}`)
        .digest('hex'),
    ).toBe(mac)
    const sent = section().getByRole('region', { name: 'What was sent' })
    await sent
      .getByRole('row', { name: /Plantão sent/ })
      .first()
      .waitFor()
    expect(take()).toEqual([])
  })

  it('a receiver that refuses is said with its reason', async () => {
    receiver.status = 403
    await card().getByRole('button', { name: 'Send a test: Plantão' }).click()
    const said = card().getByText(/The test was not taken: /)
    await said.waitFor()
    expect(await said.textContent()).toContain('403')
    receiver.status = 200
  })

  it('is changed without losing its secret', async () => {
    await card().getByRole('button', { name: 'Change: Plantão' }).click()
    const open = form('Change: Plantão')
    expect(await open.locator('[name=secret]').inputValue()).toBe('')
    await open.locator('[name=group-for]').fill('5')
    await open.getByRole('button', { name: 'Save' }).click()
    await card().waitFor()
    const before = receiver.got.length
    await card().getByRole('button', { name: 'Send a test: Plantão' }).click()
    await card()
      .getByText(/The receiver took the test/)
      .waitFor()
    expect(receiver.got.length).toBe(before + 1)
    expect(receiver.got.at(-1)?.headers['x-rollcall-signature']).toMatch(/^t=\d+,v1=/)
    expect((await new AxeBuilder({ page }).include('section#channels').analyze()).violations).toEqual([])
  })

  it('what somebody else changed meanwhile is not overwritten', async () => {
    const asked = await fetch(`${product.origin}/api/v1/channels`)
    const { channels } = (await asked.json()) as { channels: Record<string, unknown>[] }
    const [row = {}] = channels
    await card().getByRole('button', { name: 'Change: Plantão' }).click()
    const { id, name, target, severity, codes, filter, closed, groupFor, repeatAfter, language } = row
    const other = { name, on: false, target, severity, codes, filter, closed, groupFor, repeatAfter, language }
    const put = await fetch(`${product.origin}/api/v1/channels/${String(id)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(other),
    })
    expect(put.status).toBe(200)
    const open = form('Change: Plantão')
    await open.locator('[name=group-for]').fill('60')
    await open.getByRole('button', { name: 'Save' }).click()
    await open.getByText(/Somebody else changed this meanwhile/).waitFor()
    await open.getByRole('button', { name: 'Cancel' }).click()
    await card().getByText('Off: nothing is sent').waitFor()
  })

  it('is deleted after a question', async () => {
    await card().getByRole('button', { name: 'Delete: Plantão' }).click()
    await card().getByRole('button', { name: 'Delete Plantão?' }).click()
    await section().getByText('Plantão is deleted.').waitFor()
    await section().getByText('Nobody is told yet').waitFor()
  })
})
