import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { show, sitesOf, type Site } from './sites.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: what a page says when its server is gone: ${reason}`)

const TEST_MS = 300_000
/** What these show is over: it does not age while the server is away. */
const OF_THE_PAST: ReadonlySet<string> = new Set(['past', 'difference', 'imports'])
const PATIENCE = { timeout: 90_000, interval: 250 }

interface Look {
  /** What the page stands on is hatched. */
  hatched: boolean
  /** Texts in a colour that says something of now. */
  coloured: string[]
  /** Ages that say that they are stale, of those that are seen. */
  stale: number
  ages: number
}

/** How a page looks while nothing on it can be trusted. */
const lookOf = (page: Page): Promise<Look> =>
  page.evaluate(() => {
    const grounds = [...document.querySelectorAll('main, main .wall')]
    const hatched = grounds.some((ground) =>
      getComputedStyle(ground).backgroundImage.includes('repeating-linear-gradient'),
    )
    const probe = document.createElement('span')
    document.body.append(probe)
    const signals = ['--crit', '--warn', '--ok', '--info', '--text'].map((name) => {
      probe.style.color = `var(${name})`
      return getComputedStyle(probe).color
    })
    probe.remove()
    const coloured: string[] = []
    const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      const text = (node.textContent ?? '').trim()
      if (!element || text === '' || element.closest('.visually-hidden, option, script, button.primary, [role=dialog]'))
        continue
      if (!/\d/.test(text) || !element.checkVisibility()) continue
      if (element.closest('button[aria-pressed=true], .button, input, select, pre, kbd')) continue
      if (signals.includes(getComputedStyle(element).color)) coloured.push(text.slice(0, 60))
    }
    const ages = [...document.querySelectorAll('.age')].filter((age) => age.checkVisibility())
    const stale = ages.filter((age) => age.querySelector('.hatched')).length
    return { hatched, coloured: [...new Set(coloured)].slice(0, 5), stale, ages: ages.length }
  })

describe.skipIf(reason !== null)('a server that is gone from one moment to the next', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let context: BrowserContext
  let sites: readonly Site[]
  const pages = new Map<string, Page>()

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    sites = (await sitesOf(product.origin)).filter(({ name }) => !OF_THE_PAST.has(name))
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    for (const site of sites) {
      const page = await context.newPage()
      await show(page, product.origin, site)
      pages.set(site.name, page)
    }
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  it('every page shows three ages, and what it has as of now', async () => {
    for (const [name, page] of pages) {
      await page.bringToFront()
      const { hatched, ages } = await lookOf(page)
      // The wall has them in its own place; its bar is away.
      expect([name, hatched, ages >= 3]).toEqual([name, false, true])
    }
  })

  it('no page shows an old number as one of now', async () => {
    await product.kill()
    const found: Record<string, unknown> = {}
    for (const [name, page] of pages) {
      await page.bringToFront()
      await expect.poll(async () => (await lookOf(page)).hatched, { ...PATIENCE, message: name }).toBe(true)
      const { coloured, stale, ages } = await lookOf(page)
      if (coloured.length > 0 || stale < 3 || stale !== ages) found[name] = { coloured, stale, ages }
    }
    expect(found).toEqual({})
  })

  it('when it is back, each has new ones, and at no moment old ones that look new', async () => {
    const watcher = pages.get('sources')
    if (!watcher) throw new Error('no page of the sources')
    await watcher.bringToFront()
    await watcher.evaluate(() => {
      const frames = (): string => document.querySelector('article dd')?.textContent.trim() ?? ''
      const old = frames()
      const seen = { old, mistaken: 0, looks: 0 }
      Object.assign(window, { seen })
      const look = (): void => {
        seen.looks += 1
        const fresh = !document.querySelector('main')?.classList.contains('lost')
        if (fresh && frames() === old) seen.mistaken += 1
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await product.start()
    await expect.poll(async () => (await lookOf(watcher)).hatched, PATIENCE).toBe(false)
    const seen = await watcher.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen)
    expect(seen).toMatchObject({ mistaken: 0 })
    expect(seen['looks']).toBeGreaterThan(10)
    for (const [name, page] of pages) {
      await page.bringToFront()
      await expect.poll(async () => (await lookOf(page)).hatched, { ...PATIENCE, message: name }).toBe(false)
    }
  })
})
