import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportList } from '../../shared/imports.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: captures put in from a browser: ${reason}`)

const TEST_MS = 300_000
const WAIT = { timeout: 90_000 }
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))

describe.skipIf(reason !== null)('captures that are put in from the page', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['tzsp:127.0.0.1:0'] })
  let browser: Browser
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    await product.start()
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const open = async (more = ''): Promise<void> => {
    await page.goto(`${product.origin}/history/imports?lang=en&zone=utc${more}`)
    await page.getByRole('heading', { name: 'Captures in the history' }).waitFor(WAIT)
  }
  const list = async (): Promise<ImportList> =>
    (await (await fetch(`${product.origin}/api/v1/imports`)).json()) as ImportList

  it('a file is sent and put in, and leads to the network as it stood', async () => {
    await open()
    await page.getByText('No capture was put in yet.').waitFor(WAIT)
    await page.getByLabel('Name').fill('evening')
    await page.getByLabel('Choose captures').setInputFiles(HOUR)
    await page.getByText('is in, as evening').waitFor(WAIT)
    const { rows } = await list()
    expect(rows.map(({ name, igmp }) => [name, igmp > 0])).toEqual([['evening', true]])
    await page
      .getByRole('row', { name: /^evening/ })
      .getByRole('link', { name: 'its end' })
      .click()
    await page
      .getByRole('row')
      .getByRole('link', { name: /^239\./ })
      .first()
      .waitFor(WAIT)
    const { pathname, searchParams } = new URL(page.url())
    expect([pathname, searchParams.get('filter')]).toEqual(['/groups', 'source:evening'])
    expect(take()).toEqual([])
  })

  it('the same again changes nothing, and says so', async () => {
    await open()
    await page.getByLabel('Choose captures').setInputFiles(HOUR)
    await page.getByText('was in already, as evening: nothing changed').waitFor(WAIT)
    expect((await list()).rows).toHaveLength(1)
  })

  it('what is no capture is refused in a sentence', async () => {
    await open()
    const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no capture') }
    await page.getByLabel('Choose captures').setInputFiles(file)
    await page
      .getByRole('listitem')
      .filter({ hasText: 'notes.txt' })
      .getByText(/capture|pcap/i)
      .first()
      .waitFor(WAIT)
    expect((await list()).rows).toHaveLength(1)
    take()
  })

  it.each(['dark', 'light', 'contrast'])('axe finds nothing: %s', async (theme) => {
    await open(`&theme=${theme}`)
    await page.getByRole('row', { name: /^evening/ }).waitFor(WAIT)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([])
  })

  it.each([
    { width: 1366, height: 768 },
    { width: 390, height: 844 },
  ])('is readable at $width x $height, in both languages', async (viewport) => {
    await page.setViewportSize(viewport)
    for (const lang of ['en', 'pt-BR']) {
      await page.goto(`${product.origin}/history/imports?lang=${lang}&zone=utc`)
      await page.getByRole('row', { name: /^evening/ }).waitFor(WAIT)
      expect([lang, await faultsOf(page, { smallest: 12, scrolls: true })]).toEqual([lang, []])
    }
  })

  it('is taken out again, after a second press', async () => {
    await open()
    await page.getByRole('button', { name: 'Take out: evening' }).click()
    await page.getByRole('button', { name: 'Really?: evening' }).click()
    await page.getByText('No capture was put in yet.').waitFor(WAIT)
    expect((await list()).rows).toEqual([])
  })
})
