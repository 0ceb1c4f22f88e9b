import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answers } from '../../shared/api.ts'
import type { GroupRow, HostRow } from '../../shared/membership.ts'
import { MAX_NAME_LENGTH, type NameEntry } from '../../shared/names.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { show, sitesOf } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: names and settings in use: ${reason}`)

const TEST_MS = 300_000
const PATIENCE = { timeout: 60_000, interval: 250 }
/** A name that is a page to a careless one. */
const SCRIPT = '<img src=x onerror="window.caught=1"><b>bold</b> {{ 1 + 1 }}'
/** As long as a name may be, without a place to break. */
const LONG = 'Ö'.repeat(MAX_NAME_LENGTH)
/** Forty letters of words, and one that is written from right to left. */
const FORTY = 'The second lecture hall of the old house'
const HEBREW = 'ערוץ הספורט'

describe.skipIf(reason !== null)('a person who gives names', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let page: Page
  let take: () => string[]
  let groups: readonly GroupRow[]
  let host: HostRow

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    groups = (await get<'/groups'>('/groups?sort=-hosts&filter=vlan:10&limit=3')).rows
    const [first] = (await get<'/hosts'>('/hosts?sort=-groups&filter=vlan:10&limit=1')).rows
    if (!first || groups.length < 3) throw new Error('the demo network has no groups')
    host = first
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true })
    ;({ page, take } = await watched(context, product.origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const get = async <Path extends keyof Answers>(path: string): Promise<Answers[Path]> =>
    (await (await fetch(`${product.origin}/api/v1${path}`)).json()) as Answers[Path]
  const put = async (entry: NameEntry): Promise<void> => {
    const answer = await fetch(`${product.origin}/api/v1/names`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entry),
    })
    expect([entry.name, answer.status]).toEqual([entry.name, 200])
  }
  const address = (index: number): string => groups[index]?.group ?? ''
  const form = () => page.getByRole('form', { name: 'Give a name' })
  const book = () => page.locator('#names table').first()

  it('gives one by hand, and is told at the field what is wrong', async () => {
    await page.goto(`${product.origin}/settings?lang=en&zone=utc#names`)
    await form().getByLabel('Address').fill('10.0.0.1')
    await form().getByLabel('Name').fill('Match of the day')
    await page.keyboard.press('Enter')
    const wrong = form().getByRole('alert')
    await wrong.waitFor({ timeout: PATIENCE.timeout })
    expect(await wrong.textContent()).toMatch(/^10\.0\.0\.1 is no group/)
    // The field that is wrong has the focus, and says so to a reader.
    const field = page.locator(':focus')
    expect(await field.getAttribute('name')).toBe('subject')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    take() // the refusal itself, which the browser tells as an error

    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(address(0))
    await page.keyboard.press('Enter')
    await page.getByRole('searchbox', { name: 'Search names and addresses' }).fill('match of')
    await expect.poll(() => book().locator('tbody tr').count(), PATIENCE).toBe(1)
    expect(await book().locator('tbody tr').textContent()).toContain(`${address(0)}Match of the day`)
    const { rows } = await get<'/names'>('/names?filter=match')
    expect(rows).toEqual([{ kind: 'group', subject: address(0), on: null, name: 'Match of the day' }])
  })

  it('changes one in its row, takes it away, and puts it back', async () => {
    await book()
      .getByRole('button', { name: `Change the name of ${address(0)}` })
      .click()
    await page.keyboard.type('Match of the night')
    await page.keyboard.press('Enter')
    await expect
      .poll(
        () =>
          book()
            .textContent()
            .catch(() => ''),
        PATIENCE,
      )
      .not.toContain('Match of the day')
    await page.getByRole('searchbox', { name: 'Search names and addresses' }).fill('match of the night')
    await book()
      .getByRole('button', { name: `Delete the name of ${address(0)}` })
      .click()
    await page.getByText(`“Match of the night” of ${address(0)} was deleted.`).waitFor({ timeout: PATIENCE.timeout })
    expect((await get<'/names'>('/names?filter=match')).matching).toBe(0)
    await page.getByRole('button', { name: 'Put it back' }).click()
    await expect.poll(async () => (await get<'/names'>('/names?filter=match')).matching, PATIENCE).toBe(1)
  })

  it('imports a list of channels: sees first what it would do, then does it', async () => {
    await page.goto(`${product.origin}/settings?lang=en&zone=utc#names`)
    const list = [
      '#EXTM3U',
      '#EXTINF:-1 tvg-name="x",Match of the night',
      `udp://@${address(0)}:1234`,
      '#EXTINF:-1,Evening news',
      `udp://@${address(1)}:1234`,
      '#EXTINF:-1,A camera at home',
      'udp://@192.168.1.9:1234',
    ].join('\n')
    const before = (await get<'/names'>('/names')).total
    await page.locator('#names input[type=file]').setInputFiles({
      name: 'channels.m3u',
      mimeType: 'audio/x-mpegurl',
      buffer: Buffer.from(list),
    })
    const report = page.locator('#names .report')
    await report.getByText('This would change:').waitFor({ timeout: PATIENCE.timeout })
    const counts = async (): Promise<string[]> => report.locator('dl > div').allTextContents()
    const known = (await get<'/names'>(`/names?kind=group&filter=${address(1)}`)).rows.some(
      ({ subject }) => subject === address(1),
    )
    expect(await counts()).toEqual([
      `new${known ? 0 : 1}`,
      `changed${known ? 1 : 0}`,
      'the same1',
      'Lines that cannot be used1',
    ])
    const refused = page.getByRole('region', { name: 'Lines that cannot be used' }).locator('tbody tr')
    expect(await refused.textContent()).toMatch(/^7udp:\/\/@192\.168\.1\.9:1234This address has no multicast group\.$/)
    // Nothing was done yet.
    expect((await get<'/names'>('/names?filter=evening')).matching).toBe(0)

    await page.getByRole('button', { name: 'Import 1 name' }).click()
    await report.getByText('Imported:').waitFor({ timeout: PATIENCE.timeout })
    expect((await get<'/names'>('/names?filter=evening')).rows).toMatchObject([{ subject: address(1) }])
    expect((await get<'/names'>('/names')).total).toBe(before + (known ? 0 : 1))
  })

  it('pastes a table, and is told when it is none', async () => {
    await page.getByText('Paste CSV or M3U').first().click()
    const field = page.getByRole('textbox', { name: 'Paste CSV or M3U' })
    await field.fill(`${host.host.ip};Box in the lobby`)
    await page.locator('#names .kind select').selectOption('host')
    await page.getByRole('button', { name: 'Look at it' }).click()
    await page.getByRole('button', { name: /^Import 1 name/ }).click()
    await expect
      .poll(
        async () => (await get<'/names'>('/names?kind=host&filter=box%20in')).rows.map(({ name }) => name),
        PATIENCE,
      )
      .toEqual(['Box in the lobby'])
  })

  it('sees them on the pages at once', async () => {
    await page.goto(`${product.origin}/groups?lang=en&filter=group:${address(0)}`)
    await page.getByRole('cell', { name: 'Match of the night' }).waitFor({ timeout: PATIENCE.timeout })
    await page.goto(`${product.origin}/hosts?lang=en&filter=host:${host.host.ip}`)
    await page.getByRole('cell', { name: 'Box in the lobby' }).waitFor({ timeout: PATIENCE.timeout })
    await page.goto(`${product.origin}/wall?lang=en`)
    await page.getByText('Match of the night').first().waitFor({ timeout: PATIENCE.timeout })
    await page.goto(`${product.origin}/history?lang=en&filter=group:${address(0)}`)
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByRole('cell', { name: 'Match of the night' }).first().waitFor({ timeout: PATIENCE.timeout })
    await page.goto(`${product.origin}/queriers?lang=en`)
    await page.getByRole('heading', { name: 'VLAN 10 IPTV' }).first().waitFor({ timeout: PATIENCE.timeout })
  })

  it('takes the book home', async () => {
    await page.goto(`${product.origin}/settings?lang=en#names`)
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE.timeout }),
      page.getByRole('link', { name: 'Download names.csv' }).click(),
    ])
    let text = ''
    for await (const piece of await download.createReadStream()) text += String(piece)
    expect(text).toContain(`group,${address(0)},,Match of the night`)
  })

  it('gives one where it is read, with the keyboard, and takes it back', async () => {
    const { segment, group } = groups[2] ?? { segment: '', group: '' }
    await page.goto(`${product.origin}/groups/${encodeURIComponent(segment)}/${group}?lang=en`)
    await page.getByRole('button', { name: `Name of ${group}` }).waitFor({ timeout: PATIENCE.timeout })
    const rename = async (name: string): Promise<void> => {
      await page.keyboard.press('n')
      const field = page.getByRole('textbox', { name: `Name of ${group}` })
      await field.waitFor()
      await expect.poll(() => field.evaluate((node) => node === document.activeElement), PATIENCE).toBe(true)
      await field.fill(name)
      await page.keyboard.press('Enter')
      await field.waitFor({ state: 'detached', timeout: PATIENCE.timeout })
    }
    const title = (): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent()
    await rename('Shop window')
    await expect.poll(title, PATIENCE).toContain('Shop window')
    expect(await page.locator('.page-head').textContent()).toContain(group)
    // The focus is back where it was, and the key works again.
    await rename('')
    await expect.poll(title, PATIENCE).toContain(group)
    expect((await get<'/names'>(`/names?kind=group&filter=${group}`)).rows.map(({ subject }) => subject)).not.toContain(
      group,
    )
  })

  it('cannot give one that turns the text beside it around', async () => {
    await page.goto(`${product.origin}/settings?lang=en#names`)
    await form().getByLabel('Address').fill('239.1.2.3')
    await form().getByLabel('Name').fill('evil\u202etxt')
    await page.keyboard.press('Enter')
    await form().getByRole('alert').waitFor({ timeout: PATIENCE.timeout })
    expect(await page.locator(':focus').getAttribute('name')).toBe('name')
    expect((await get<'/names'>('/names?filter=239.1.2.3')).matching).toBe(0)
    take()
  })

  it.each([
    { what: 'a script', name: SCRIPT },
    { what: 'eighty letters', name: LONG },
    { what: 'forty letters', name: FORTY },
    { what: 'letters from right to left', name: HEBREW },
  ])('$what as a name is text on every page, and breaks none', async ({ name }) => {
    const sites = await sitesOf(product.origin)
    const [top] = (await get<'/groups'>('/groups?sort=-confirmed&limit=1')).rows
    const [busy] = (await get<'/hosts'>('/hosts?sort=-groups&limit=1')).rows
    const vlans = await get<'/queriers'>('/queriers')
    const subjects = [...new Set([...groups.map(({ group }) => group), ...(top ? [top.group] : [])])]
    for (const subject of subjects) await put({ kind: 'group', subject, on: null, name })
    for (const each of [host, ...(busy ? [busy] : [])])
      await put({ kind: 'host', subject: each.host.ip, on: null, name })
    for (const { segment } of vlans.rows) await put({ kind: 'segment', subject: segment, on: null, name })

    const found: Record<string, string[]> = {}
    for (const [width, height, lang] of [
      [1366, 768, 'en'],
      [390, 844, 'pt-BR'],
    ] as const) {
      await page.setViewportSize({ width, height })
      for (const site of sites) {
        await show(page, product.origin, site, { lang })
        const isWall = site.name === 'wall'
        const smallest = isWall && width > 700 ? (40 * height) / 1080 : 12
        const faults = [...(await faultsOf(page, { smallest, scrolls: !isWall || width < 700 })), ...take()]
        const pictures = await page.locator('img, main b:text-is("bold")').count()
        if (pictures > 0) faults.push('markup of a name became part of the page')
        if (await page.evaluate(() => 'caught' in window)) faults.push('a script of a name ran')
        if (faults.length > 0) found[`${site.name} ${width}`] = faults.slice(0, 6)
      }
    }
    expect(found).toEqual({})
    await page.setViewportSize({ width: 1366, height: 768 })
  })

  it.each(['dark', 'light', 'contrast'])('is told all of it by a reader: %s', async (theme) => {
    await page.goto(`${product.origin}/settings?lang=en&theme=${theme}`)
    await page.locator('#history dl').waitFor({ timeout: PATIENCE.timeout })
    await page.locator('#names input[type=file]').setInputFiles({
      name: 'names.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('239.7.7.7,Seven\nnonsense,Nothing\n'),
    })
    await page.locator('#names .report').waitFor({ timeout: PATIENCE.timeout })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(await faultsOf(page, { smallest: 12, scrolls: true })).toEqual([])
  })

  it('meets no error on the way', () => {
    expect(take()).toEqual([])
  })
})
