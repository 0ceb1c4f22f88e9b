import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answers } from '../../shared/api.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { inkOf } from './ink.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the pages in use: ${reason}`)

const TEST_MS = 240_000
const PATIENCE = { timeout: 90_000, interval: 250 }
/** JavaScript and CSS of the first page, as gzip makes them; fonts apart. */
const FIRST_LOAD = 220_000

describe.skipIf(reason !== null)('a person at the pages', { timeout: TEST_MS }, () => {
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

  const open = (path: string) => page.goto(`${product.origin}${path}`)
  const get = async <Path extends keyof Answers>(path: Path, query = ''): Promise<Answers[Path]> =>
    (await (await fetch(`${product.origin}/api/v1${path}${query}`)).json()) as Answers[Path]

  it.each(['en', 'pt-BR'])('waits for little: the first load in %s is small', async (locale) => {
    const sizes = new Map<string, number>()
    const context = await browser.newContext({ locale })
    const first = await context.newPage()
    const weighing: Promise<void>[] = []
    first.on('response', (response) => {
      if (!['script', 'stylesheet'].includes(response.request().resourceType())) return
      weighing.push(response.body().then((body) => void sizes.set(response.url(), gzipSync(body).length)))
    })
    await first.goto(`${product.origin}/wall`, { waitUntil: 'networkidle' })
    await first.getByRole('img', { name: /\d/ }).first().waitFor({ timeout: PATIENCE.timeout })
    await Promise.all(weighing)
    expect(sizes.size).toBeGreaterThan(2)
    const sum = [...sizes.values()].reduce((before, size) => before + size, 0)
    console.log(`first load of the wall in ${locale}: ${sum} octets`)
    expect(sum).toBeLessThan(FIRST_LOAD)
    // No texts of another language, and none of the pages, which come with the first page that is not the wall.
    expect(await first.locator('html').getAttribute('lang')).toBe(locale)
    const texts = (): number => [...sizes.keys()].filter((url) => /\/(first|pages)-/.test(url)).length
    expect(texts()).toBe(1)
    await first.keyboard.press('g')
    await first.keyboard.press('g')
    await first.getByRole('heading', { name: locale === 'en' ? 'Groups' : 'Grupos', exact: true }).waitFor()
    expect(texts()).toBe(2)
    // Back, and there again, with what the browser has: nothing more is loaded.
    await first.keyboard.press('k')
    await first.locator('[data-page]').waitFor()
    const before = sizes.size
    await first.keyboard.press('g')
    await first.keyboard.press('g')
    await first.getByRole('heading', { name: locale === 'en' ? 'Groups' : 'Grupos', exact: true }).waitFor()
    expect(sizes.size).toBe(before)
    expect(await first.locator('body').innerText()).not.toMatch(/\b(common|list|groups|wall|names)\.[a-z]/)
    await context.close()
  })

  it('sees the groups over time', async () => {
    await open('/wall')
    const chart = page.getByRole('img', { name: /^Groups, six hours: \d+ now/ })
    await chart.waitFor({ timeout: PATIENCE.timeout })
    // A line right across: ink in every tenth of the width but the one of the axis.
    await expect
      .poll(async () => (await inkOf(chart, '--data')).tenths.slice(1, 9).every((ink) => ink > 20), PATIENCE)
      .toBe(true)
  })

  it('sees who subscribes to what: a cell for each membership, and the top hosts', async () => {
    await open('/subscriptions')
    const block = page.locator('section').filter({ has: page.getByRole('heading', { name: /VLAN 20/ }) })
    await block.locator('svg').first().waitFor({ timeout: PATIENCE.timeout })
    await expect
      .poll(async () => {
        const { blocks } = await get('/subscriptions', '?filter=vlan:20')
        return (await block.locator('rect.confirmed, rect.presumed').count()) - (blocks[0]?.cells.length ?? 0) / 3
      }, PATIENCE)
      .toBe(0)
    expect(await block.locator('rect.confirmed').count()).toBeGreaterThan(20)
    const { ink, tenths } = await inkOf(page.locator('aside canvas'), '--data-2')
    expect(ink).toBeGreaterThan(1_000)
    expect(tenths.some((part) => part > 0)).toBe(true)
    // Large ones are drawn on a canvas of their own.
    await page.getByRole('button', { name: '200 × 200' }).click()
    const large = page.locator('[data-blocks] canvas').first()
    await large.waitFor({ timeout: PATIENCE.timeout })
    await expect.poll(async () => (await inkOf(large, '--data')).ink, PATIENCE).toBeGreaterThan(500)
  })

  it('sees how regularly each segment is asked', async () => {
    await open('/queriers')
    await page.locator('article canvas').nth(3).waitFor({ timeout: PATIENCE.timeout })
    for (const strip of await page.locator('article canvas').all()) {
      await expect.poll(async () => (await inkOf(strip, '--data')).ink, PATIENCE).toBeGreaterThan(100)
    }
    // The querier of VLAN 40 failed: missed queries.
    const failed = page.locator('article').filter({ has: page.getByRole('heading', { name: /VLAN 40/ }) })
    expect((await inkOf(failed.locator('canvas'), '--crit')).ink).toBeGreaterThan(20)
  })

  it('narrows a list; the address says so, and shows a colleague the same', async () => {
    await open('/groups')
    const rows = page.getByRole('table').getByRole('row')
    await rows.nth(12).waitFor({ timeout: PATIENCE.timeout })
    await page.keyboard.press('/')
    await page.keyboard.type('vlan:20 group:232.20.0.0/24')
    await expect
      .poll(() => new URL(page.url()).searchParams.get('filter'), PATIENCE)
      .toBe('vlan:20 group:232.20.0.0/24')
    const matching = async (shown: Page): Promise<void> => {
      await expect
        .poll(async () => {
          const links = await shown.getByRole('table').getByRole('link').allTextContents()
          return links.length > 0 && links.every((text) => text.startsWith('232.20.0.'))
        }, PATIENCE)
        .toBe(true)
    }
    await matching(page)
    const colleague = await page.context().newPage()
    await colleague.goto(page.url())
    await matching(colleague)
    await colleague.close()
    await page.getByRole('combobox', { name: 'Filter' }).fill('vlan:x')
    await page.getByText(/^Column \d+:/).waitFor({ timeout: PATIENCE.timeout })
    await page.getByRole('heading', { name: 'The filter cannot be read' }).waitFor()
  })

  it('takes the file home', async () => {
    await open('/history?last=6h&filter=vlan:20&zone=utc')
    await page.getByRole('region', { name: 'Preview' }).waitFor({ timeout: PATIENCE.timeout })
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE.timeout }),
      page.getByRole('link', { name: 'Or as a plain link of the browser' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^memberships_vlan-20_\d{8}T\d{6}Z_now\.csv$/)
    let text = ''
    for await (const piece of await download.createReadStream()) text += String(piece)
    const rows = parse<Record<string, string>>(text, { columns: true })
    expect(rows.length).toBeGreaterThan(20)
    expect(new Set(rows.map((row) => row['vlan']))).toEqual(new Set(['20']))
    const count = await fetch(`${product.origin}/api/v1/export/memberships/count?filter=vlan:20`)
    expect(((await count.json()) as { rows: number }).rows).toBeGreaterThanOrEqual(rows.length)
  })

  it('goes with the keyboard, and changes language, zone and colours', async () => {
    await open('/groups')
    await page.getByRole('heading', { name: 'Groups' }).waitFor({ timeout: PATIENCE.timeout })
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await page.getByRole('heading', { name: 'Hosts', exact: true }).waitFor({ timeout: PATIENCE.timeout })
    await page.keyboard.press('u')
    await expect.poll(() => new URL(page.url()).searchParams.get('zone'), PATIENCE).toBe('utc')
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.getByRole('heading', { name: 'Settings' }).waitFor({ timeout: PATIENCE.timeout })
    await page.getByRole('button', { name: 'Português' }).click()
    await page.getByRole('link', { name: 'Painel' }).waitFor({ timeout: PATIENCE.timeout })
    await page.getByRole('button', { name: 'Claro' }).click()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Dark' }).click()
    await expect.poll(() => page.locator('html').getAttribute('data-theme'), PATIENCE).toBe('dark')
    expect(take()).toEqual([])
  })

  it('is told when the server is gone, and sees it come back', async () => {
    const wall = await page.context().newPage()
    await wall.goto(`${product.origin}/wall`)
    await open('/sources')
    const frames = page.locator('article dd').first()
    await frames.waitFor({ timeout: PATIENCE.timeout })
    await product.stop()
    await page.getByText(/^No connection to the server/).waitFor({ timeout: PATIENCE.timeout })
    await wall.getByText(/^No word from the server/).waitFor({ timeout: PATIENCE.timeout })
    for (const shown of [page, wall]) {
      const hatch = await shown.locator('main').evaluate((main) => getComputedStyle(main).backgroundImage)
      expect(hatch).toContain('repeating-linear-gradient')
    }
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    // What is tried meanwhile fails, and the browser says so.
    take()
    await product.start()
    await page.getByText(/^No connection to the server/).waitFor({ state: 'detached', timeout: PATIENCE.timeout })
    await wall.getByText(/^No word from the server/).waitFor({ state: 'detached', timeout: PATIENCE.timeout })
    const before = await frames.textContent()
    await expect.poll(() => frames.textContent(), PATIENCE).not.toBe(before)
    expect(await page.locator('main').evaluate((main) => getComputedStyle(main).backgroundImage)).toBe('none')
    await wall.close()
  })
})

describe.skipIf(reason !== null)('a server that nothing has reached', { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    product = new Product({ sources: [`tzsp:127.0.0.1:${await freeUdpPort()}`] })
    await product.start()
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const unknown = encodeURIComponent('eth1/10')
  const EMPTY = [
    { path: '/', en: 'Not yet: no frame has arrived.', pt: 'Ainda não: nenhum quadro chegou.' },
    { path: '/wall', en: 'No IGMP or MLD seen yet.', pt: 'Nenhum IGMP ou MLD' },
    { path: '/groups', en: 'No frame has been captured yet', pt: 'Nenhum quadro' },
    { path: `/groups/${unknown}/239.1.1.1`, en: '239.1.1.1 is not in the table', pt: '239.1.1.1' },
    { path: '/hosts', en: 'No frame has been captured yet', pt: 'Nenhum quadro' },
    { path: `/hosts/${unknown}/10.0.0.1`, en: '10.0.0.1 is not in the table', pt: '10.0.0.1' },
    { path: '/queriers', en: 'No segment', pt: 'Nenhum segmento' },
    { path: '/subscriptions', en: 'No frame has been captured yet', pt: 'Nenhum quadro' },
    { path: '/sources', en: 'Nothing has arrived yet.', pt: 'Nada chegou' },
    { path: '/history', en: 'Nothing in this range matches.', pt: 'Nada neste período' },
    { path: '/settings', en: 'Goes back to', pt: 'Começa em' },
  ]

  it.each([
    { width: 1920, height: 1080, wallText: 40 },
    { width: 390, height: 844, wallText: 12 },
  ])('says honestly that it knows nothing, at $width x $height', async ({ width, height, wallText }) => {
    const context = await browser.newContext({ viewport: { width, height } })
    const { page, take } = await watched(context, product.origin)
    const found: Record<string, string[]> = {}
    for (const { path, en, pt } of EMPTY) {
      for (const [lang, words] of [
        ['en', en],
        ['pt-BR', pt],
      ] as const) {
        await page.goto(`${product.origin}${path}?lang=${lang}`)
        await page.locator('main').getByText(words).first().waitFor({ timeout: PATIENCE.timeout })
        await page.evaluate(() => document.fonts.ready.then(() => undefined))
        const isWall = path === '/wall'
        const faults = await faultsOf(page, { smallest: isWall ? wallText : 12, scrolls: !isWall || width < 700 })
        // Once a page is enough for what does not depend on words.
        const { violations } = lang === 'en' ? await new AxeBuilder({ page }).analyze() : { violations: [] }
        const all = [
          ...faults,
          ...take(),
          ...violations.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target[0])}`),
        ]
        if (all.length > 0) found[`${path} ${lang}`] = all
        // Nothing made up: no number of a thing that is not there.
        expect(await page.getByText(/^DEMO/).count()).toBe(0)
      }
    }
    expect(found).toEqual({})
    await context.close()
  })
})

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
