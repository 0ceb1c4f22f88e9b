import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_NOTE } from '../../shared/finding.ts'
import type { Answers } from '../../shared/api.ts'
import { HOSTILE } from '../hostile-text.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { show, sitesOf } from './sites.ts'
import { watched } from './watched.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: hostile text on the pages: ${reason}`)

const TEST_MS = 300_000
/** Names and titles are no longer. */
const NAME_LETTERS = 80
const JSON_BODY = { 'content-type': 'application/json' }
/** These come through whatever takes names, so a page must have shown them. */
const SEEN = ['element', 'handler', 'script'] as const

describe.skipIf(reason !== null)('text that means it ill', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const put = async (path: string, body: unknown, method = 'PUT'): Promise<boolean> => {
    const response = await fetch(`${product.origin}/api/v1${path}`, {
      ...{ method, headers: JSON_BODY, body: JSON.stringify(body) },
    })
    expect([path, response.status < 500]).toEqual([path, true])
    return response.ok
  }
  const ask = async <P extends keyof Answers>(path: P): Promise<Answers[P]> =>
    (await (await fetch(`${product.origin}/api/v1${path}`)).json()) as Answers[P]

  it('is shown as text on every page, and does nothing', async () => {
    const groups = (await ask('/groups')).rows
    const hosts = (await ask('/hosts')).rows
    const findings = (await ask('/findings')).rows
    const texts = Object.entries(HOSTILE).map(([kind, text]) => [kind, text.slice(0, NAME_LETTERS)] as const)
    const named = new Set<string>()
    for (const [n, [kind, name]] of texts.entries()) {
      const group = groups[n % groups.length]
      const host = hosts[n % hosts.length]
      if (group && (await put('/names', { kind: 'group', subject: group.group, on: null, name }))) named.add(kind)
      if (host && (await put('/names', { kind: 'host', subject: host.host.ip, on: null, name }))) named.add(kind)
      await put(`/walls/hostile-${n}`, {
        ...{ title: name, filter: '', inches: 55, metres: 4, pages: ['overview'], every: 20_000 },
        ...{ segment: null, sound: false },
      })
      const finding = findings[n % Math.max(1, findings.length)]
      if (finding) await put('/findings/acknowledge', { key: finding.key, note: name.slice(0, MAX_NOTE) }, 'POST')
    }
    expect([...named]).toEqual(expect.arrayContaining([...SEEN]))

    const context = await browser.newContext({ viewport: { width: 1366, height: 900 } })
    const { page, take } = await watched(context, product.origin)
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    let seen = ''
    for (const site of await sitesOf(product.origin)) {
      await show(page, product.origin, site)
      seen += await page.evaluate(() => document.body.innerText)
      const done = await page.evaluate(() => ({
        hit: Reflect.get(window, 'hit') as unknown,
        injected: document.querySelectorAll('#injected, img[src="x"], svg[onload], [onmouseover]').length,
      }))
      expect([site.name, done]).toEqual([site.name, { hit: undefined, injected: 0 }])
    }
    expect(dialogs).toEqual([])
    expect(take()).toEqual([])
    expect(seen).toContain(HOSTILE['element'])
    await context.close()
  })
})
