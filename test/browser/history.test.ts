import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import { parse } from 'csv-parse/sync'
import type { Browser, BrowserContext, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORT_COLUMNS, EXPORTS, type ExportName } from '../../shared/export.ts'
import { DIFFERENCES, type Difference } from '../../shared/past.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { CuttingProxy } from './cutting-proxy.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the history in a browser: ${reason}`)

const TEST_MS = 300_000
const WAIT = { timeout: 60_000 }
const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))
/** Within the hour of the capture. */
const FROM = '2025-11-26T00:10:00Z'
const TO = '2025-11-26T00:30:00Z'

/** The page without the browser's own dialog for files: then a small file is held and saved as any download. */
const withoutPicker = (): void => void Reflect.deleteProperty(window, 'showSaveFilePicker')
/** The dialog answered at once, with a file of the page's own disk. */
const answeredPicker = (): void => {
  const pick = async ({ suggestedName }: { suggestedName: string }) => {
    const folder = await navigator.storage.getDirectory()
    return folder.getFileHandle(suggestedName, { create: true })
  }
  Object.assign(window, { showSaveFilePicker: pick })
}
const onDisk = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const files: Record<string, string> = {}
    const folder = await navigator.storage.getDirectory()
    const entries = (folder as unknown as { entries(): AsyncIterable<[string, FileSystemFileHandle]> }).entries()
    for await (const [name, handle] of entries) files[name] = await (await handle.getFile()).text()
    return files
  })

async function octetsOf(download: Download): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

describe.skipIf(reason !== null)('the history, after an hour that was captured', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: [`file:${HOUR}@max`] })
  let proxy: CuttingProxy
  let origin: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let take: () => string[]

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"ended"/)
    proxy = new CuttingProxy(product.origin, /^GET \/api\/v1\/export\/[a-z-]+\.(csv|jsonl)\?.*pin=/)
    origin = await proxy.start()
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    await context.addInitScript(withoutPicker)
    ;({ page, take } = await watched(context, origin))
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    proxy.stop()
    await product.remove()
  }, 60_000)

  const open = async (query: string, on = page): Promise<void> => {
    await on.goto(`${origin}/history?lang=en&zone=utc&${query}`)
    await on.getByRole('region', { name: 'Preview' }).locator('tbody tr').first().waitFor(WAIT)
    await on.getByText('Reading').waitFor({ state: 'hidden' })
  }
  const timeOf = (set: ExportName): string => {
    if (set === 'snapshot') return `at=${TO}`
    return `from=${FROM}&to=${TO}${set.endsWith('counts') ? '&step=minute' : ''}`
  }
  const press = (on = page) => on.getByRole('button', { name: /^Download/ }).click()
  const saved = async (): Promise<Download> => {
    const [download] = await Promise.all([page.waitForEvent('download', WAIT), press()])
    return download
  }
  const api = async (path: string): Promise<string> => (await fetch(`${product.origin}/api/v1${path}`)).text()
  const list = (on = page) => on.getByRole('region', { name: 'Files under way' }).getByRole('listitem')

  describe.each(EXPORTS)('%s', (set) => {
    it('is shown, fetched and verified', async () => {
      await open(`set=${set}&${timeOf(set)}`)
      const { rows } = JSON.parse(await api(`/export/${set}/count?${timeOf(set)}`)) as { rows: number }
      expect(rows).toBeGreaterThan(0)
      const head = page.getByRole('region', { name: 'Preview' }).locator('thead th')
      expect(await head.allTextContents()).toEqual([...EXPORT_COLUMNS[set]])
      await page
        .getByText(new RegExp(`^${new Intl.NumberFormat('en').format(rows)} rows?`))
        .first()
        .waitFor(WAIT)

      const text = (await octetsOf(await saved())).toString()
      expect(parse(text, { columns: true })).toHaveLength(rows)
      expect(text).toBe(await api(`/export/${set}.csv?${timeOf(set)}`))
      await list()
        .first()
        .getByText(/^Complete: .* as announced/)
        .waitFor(WAIT)
      expect(take()).toEqual([])
    })
    it('comes as JSON lines, compressed', async () => {
      await open(`set=${set}&${timeOf(set)}&format=jsonl&gzip=1`)
      const download = await saved()
      expect(download.suggestedFilename()).toMatch(new RegExp(`^${set}_.*\\.jsonl\\.gz$`))
      const text = gunzipSync(await octetsOf(download)).toString()
      expect(text).toBe(await api(`/export/${set}.jsonl?${timeOf(set)}`))
      expect(Object.keys(JSON.parse(text.split('\n')[0]!) as object)).toEqual([...EXPORT_COLUMNS[set]])
      expect(take()).toEqual([])
    })
  })

  it('the preview has the first rows and the last', async () => {
    await open(`set=events&${timeOf('events')}`)
    const rows = parse(await api(`/export/events.csv?${timeOf('events')}`))
    await page.getByText(`${rows.length - 21} rows between`).waitFor(WAIT)
    const shown = await page.getByRole('region', { name: 'Preview' }).locator('tbody tr').all()
    const texts = await Promise.all(shown.map((row) => row.locator('td').allTextContents()))
    expect([...texts.slice(0, 10), ...texts.slice(11)]).toEqual([...rows.slice(1, 11), ...rows.slice(-10)])
  })

  it('one choice is what Excel in Portuguese wants', async () => {
    await open(`set=events&${timeOf('events')}&columns=America/Sao_Paulo`)
    await page.getByRole('button', { name: 'For Excel in Portuguese' }).click()
    await expect.poll(() => new URL(page.url()).search, WAIT).toContain('bom=1')
    const text = (await octetsOf(await saved())).toString()
    expect(text.startsWith('\ufefftime_utc;time_local;epoch_ms;')).toBe(true)
    expect(text).toContain('-03:00')
  })

  it('curl gets the very same file', async () => {
    await open(`set=queriers&${timeOf('queriers')}`)
    const line = (await page.locator('pre.command').first().textContent()) ?? ''
    const url = /'(http[^']+)'/.exec(line)?.[1] ?? ''
    expect(await (await fetch(url)).text()).toBe((await octetsOf(await saved())).toString())
  })

  it('a connection that breaks goes on at the next row, and the file is whole', async () => {
    await open(`set=events&${timeOf('events')}`)
    take()
    proxy.cut = 0
    // Within the head of the answer, within the header, within rows; enough is left for the last one.
    proxy.cuts = [40, 700, 2_000, 3_001, 3_002]
    const text = (await octetsOf(await saved())).toString()
    expect(proxy.cut).toBe(5)
    expect(text).toBe(await api(`/export/events.csv?${timeOf('events')}`))
    await list()
      .first()
      .getByText(/^Complete after 5 breaks/)
      .waitFor(WAIT)
  })

  it('one that does not come back rests, and goes on when it is told to', async () => {
    await open(`set=memberships&${timeOf('memberships')}`)
    proxy.cuts = [3_000]
    proxy.after = 10
    await press()
    await list().first().getByText('did not come back').waitFor({ timeout: 120_000 })
    proxy.after = Infinity
    const [download] = await Promise.all([
      page.waitForEvent('download', WAIT),
      list().first().getByRole('button', { name: 'Go on' }).click(),
    ])
    expect((await octetsOf(download)).toString()).toBe(await api(`/export/memberships.csv?${timeOf('memberships')}`))
    take()
  })

  it('a file is written to the disk while it comes; cancelled, nothing is left of it', async () => {
    const other = await browser.newContext()
    await other.addInitScript(answeredPicker)
    const { page: disk } = await watched(other, origin)
    await open(`set=events&${timeOf('events')}`, disk)
    proxy.rate = 4_000
    proxy.cuts = []
    await press(disk)
    await list(disk)
      .first()
      .getByText(/^[1-9][\d,]* of [\d,]+ rows/)
      .waitFor(WAIT)
    await list(disk).first().getByRole('button', { name: 'Cancel' }).click()
    await list(disk).first().getByText('Cancelled. Nothing was saved.').waitFor(WAIT)
    expect(Object.values(await onDisk(disk))).toEqual([''])

    proxy.rate = null
    await press(disk)
    await list(disk)
      .first()
      .getByText(/^Complete/)
      .waitFor(WAIT)
    expect(Object.values(await onDisk(disk))).toEqual([await api(`/export/events.csv?${timeOf('events')}`)])
    await other.close()
  })

  it('a list that is seen as of a moment is exported as of it', async () => {
    await page.goto(`${origin}/groups?lang=en&zone=utc&at=${TO}`)
    await page.getByRole('heading', { name: 'Groups' }).waitFor(WAIT)
    await page.keyboard.press('x')
    await page.getByRole('button', { name: 'Snapshot', pressed: true }).waitFor(WAIT)
    const { searchParams } = new URL(page.url())
    expect(Date.parse(searchParams.get('at') ?? '')).toBe(Date.parse(TO))
    take()
  })

  describe('what differs between two moments', () => {
    const query = `from=${FROM}&to=${TO}`
    const show = async (): Promise<Difference> => {
      await page.goto(`${origin}/history/difference?lang=en&zone=utc&${query}`)
      await page.locator('.body [role=row] [role=cell]').first().waitFor(WAIT)
      return JSON.parse(await api(`/history/difference?${query}`)) as Difference
    }

    it('is counted by kind, and each row says what, when and who', async () => {
      const { counts, total, rows } = await show()
      const chips = page.getByRole('group', { name: 'What changed' })
      expect(await chips.getByRole('button').first().textContent()).toContain(String(total))
      for (const kind of DIFFERENCES) {
        const chip = chips.getByRole('button', { name: new RegExp(`${counts[kind]}$`) })
        if (counts[kind] > 0) expect(await chip.count()).toBeGreaterThan(0)
      }
      const first = rows[0]!
      const shown = await page.locator('.body [role=row]').first().textContent()
      for (const word of [first.group, first.host?.ip]) if (word) expect(shown).toContain(word)
      expect(take()).toEqual([])
    })

    it('a kind alone, and its file', async () => {
      const { counts } = await show()
      const kind = (['joined', 'left', 'expired'] as const).find((one) => counts[one] > 0)!
      await page.getByRole('group', { name: 'What changed' }).getByRole('button').nth(1).click()
      await expect.poll(() => new URL(page.url()).searchParams.get('filter'), WAIT).toBe(`type:${kind}`)
      await page.getByText(new RegExp(`^${counts[kind]} difference`)).waitFor(WAIT)
      const [download] = await Promise.all([
        page.waitForEvent('download', WAIT),
        page.getByRole('link', { name: 'CSV', exact: true }).click(),
      ])
      const rows = parse<Record<string, string>>((await octetsOf(download)).toString(), { columns: true })
      expect(rows).toHaveLength(counts[kind])
      expect(new Set(rows.map((row) => row['change']))).toEqual(new Set([kind]))
    })

    it('leads to the network as it stood at each moment', async () => {
      await show()
      await page.getByRole('link', { name: 'The network then' }).first().click()
      await expect.poll(() => new URL(page.url()).pathname, WAIT).toBe('/groups')
      expect(Date.parse(new URL(page.url()).searchParams.get('at') ?? '')).toBe(Date.parse(FROM))
    })

    it.each([
      { width: 1920, height: 1080 },
      { width: 1366, height: 768 },
      { width: 390, height: 844 },
    ])('is readable at $width x $height, in both languages', async (viewport) => {
      for (const lang of ['en', 'pt-BR']) {
        const small = await browser.newContext({ viewport, locale: lang })
        const { page: other } = await watched(small, origin)
        await other.goto(`${origin}/history/difference?lang=${lang}&zone=utc&${query}`)
        await other.locator('.body [role=row] [role=cell]').first().waitFor(WAIT)
        expect(await faultsOf(other, { smallest: 12, scrolls: viewport.width < 700 })).toEqual([])
        await small.close()
      }
    })

    it.each(['dark', 'light', 'contrast'])('has nothing that axe finds: %s', async (theme) => {
      await page.goto(`${origin}/history/difference?lang=en&zone=utc&theme=${theme}&${query}`)
      await page.locator('.body [role=row] [role=cell]').first().waitFor(WAIT)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([])
    })
  })
})
