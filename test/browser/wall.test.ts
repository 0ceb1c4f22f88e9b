import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answers } from '../../shared/api.ts'
import { SECOND } from '../../shared/time.ts'
import { DEFAULT_WALL, WALL_PAGES, type WallConfig } from '../../shared/wall.ts'
import { query, says } from '../membership/wire.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { MirrorWire } from './mirror-wire.ts'
import { Product } from './product.ts'
import { faultsOf } from './readable.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the wall: ${reason}`)

const TEST_MS = 240_000
const PATIENCE = { timeout: 90_000, interval: 250 }
const SEGMENTS = 200
const FIRST_VLAN = 101
/** One that asks every two seconds, so that its silence is soon a fault. */
const HASTY_VLAN = 99
const NAME_OF_40 = 'Conference Room North Wing Third Floor 4'

describe.skipIf(reason !== null)('the wall', { timeout: TEST_MS }, () => {
  const wire = new MirrorWire()
  let product: Product
  let browser: Browser

  beforeAll(async () => {
    const flags = ['--allow-sender', 'wire=127.0.0.1']
    product = new Product({ sources: [`tzsp:127.0.0.1:${await wire.port()}`], flags })
    await product.start()
    browser = await launch()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    wire.close()
    await product.remove()
  }, 60_000)

  const put = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${product.origin}/api/v1${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', origin: product.origin },
      body: JSON.stringify(body),
    })
    expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, ''])
  }
  const setUp = ({ id, ...over }: Partial<WallConfig> & { id: string }): Promise<void> => {
    const { title, filter, inches, metres, pages, every, segment, sound } = { ...DEFAULT_WALL, ...over }
    return put(`/walls/${id}`, { title, filter, inches, metres, pages, every, segment, sound })
  }
  const overview = async (): Promise<Answers['/overview']> =>
    (await (await fetch(`${product.origin}/api/v1/overview`)).json()) as Answers['/overview']

  type Look = { width?: number; height?: number; lang?: string; context?: Parameters<Browser['newContext']>[0] }
  async function open(path: string, look: Look = {}): Promise<{ page: Page; context: BrowserContext }> {
    const { width = 1920, height = 1080, lang = 'en', context: more = {} } = look
    const context = await browser.newContext({ viewport: { width, height }, ...more })
    const page = await context.newPage()
    await page.goto(`${product.origin}${path}?lang=${lang}&zone=utc`)
    await page.locator('.wall .tiles, .wall .verdict').first().waitFor({ timeout: PATIENCE.timeout })
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    return { page, context }
  }
  const shown = (page: Page): Promise<string | null> => page.locator('.wall').getAttribute('data-page')
  /** What can be seen: pages whose turn it is not are there, out of sight. */
  const seen = (page: Page): Promise<string> =>
    page.locator('.wall').evaluate((wall) => (wall instanceof HTMLElement ? wall.innerText : ''))
  const tile = (page: Page, name: string): Promise<string> =>
    page.locator('.tile').filter({ hasText: name }).locator('.value').innerText()

  it('knows nothing before anything came: that is no zero', async () => {
    const { page, context } = await open('/wall')
    await page.getByText('No IGMP or MLD seen yet.').waitFor({ timeout: PATIENCE.timeout })
    for (const name of ['Groups', 'Hosts', 'Memberships', 'Queriers']) expect(await tile(page, name)).toBe('–')
    await context.close()
  })

  it('has room for 200 segments: the worst, and the rest in a sum', async () => {
    const hear = async (): Promise<void> => {
      for (let vlan = FIRST_VLAN; vlan < FIRST_VLAN + SEGMENTS; vlan++) {
        await wire.say(vlan, `10.${vlan - 100}.0.1`, query())
        await wire.say(vlan, `10.${vlan - 100}.0.7`, says('TO_EX', '239.1.0.1'))
      }
    }
    await expect
      .poll(async () => {
        await hear()
        return (await overview()).totals.segments
      }, PATIENCE)
      .toBe(SEGMENTS)
    const { page, context } = await open('/wall')
    await page.getByText(`+ ${SEGMENTS - 3} segments`).waitFor({ timeout: PATIENCE.timeout })
    await page.getByText(`All ${SEGMENTS} segments have a querier`).waitFor({ timeout: PATIENCE.timeout })
    await expect.poll(() => tile(page, 'Queriers'), PATIENCE).toMatch(/^200\s+of 200/)
    await context.close()
  })

  it('says names of 40 letters, cut only where all of it is one pointer away', async () => {
    await put('/names', { kind: 'group', subject: '239.1.0.1', on: null, name: NAME_OF_40 })
    await put('/names', { kind: 'segment', subject: `wire/${FIRST_VLAN}`, on: null, name: NAME_OF_40 })
    await setUp({ id: 'names', filter: `vlan:${FIRST_VLAN}`, title: NAME_OF_40, pages: [...WALL_PAGES] })
    const { page, context } = await open('/wall/names')
    await page.getByText(NAME_OF_40).first().waitFor({ timeout: PATIENCE.timeout })
    expect(await page.locator('.strip [title]').first().getAttribute('title')).toContain(NAME_OF_40)
    const found: Record<string, string[]> = {}
    for (const page_ of WALL_PAGES) {
      const faults = await faultsOf(page, { smallest: 40, scrolls: false })
      if (faults.length > 0) found[page_] = faults
      await page.keyboard.press('ArrowRight')
    }
    expect(found).toEqual({})
    await context.close()
  })

  describe('is readable', () => {
    /** By inches at 4 m, at 1080 pixels (ISO 9241-3). */
    const SCREENS = [
      { inches: 43, least: 51.6 },
      { inches: 55, least: 40.3 },
      { inches: 65, least: 34.1 },
      { inches: 75, least: 29.6 },
    ]
    it.each(SCREENS)(
      'on $inches inches at 4 m: $least px at least, on each page, in both languages',
      async (screen) => {
        const { inches, least } = screen
        await setUp({ id: `in-${inches}`, inches, pages: [...WALL_PAGES], every: 600 * SECOND })
        const found: Record<string, string[]> = {}
        for (const lang of ['en', 'pt-BR']) {
          const { page, context } = await open(`/wall/in-${inches}`, { lang })
          await page.locator('.tiles').waitFor({ state: 'attached', timeout: PATIENCE.timeout })
          for (let turns = 0; turns < WALL_PAGES.length; turns++) {
            await page.keyboard.press('ArrowRight')
            const faults = await faultsOf(page, { smallest: least, scrolls: false })
            if (faults.length > 0) found[`${lang} ${String(await shown(page))}`] = faults
          }
          await context.close()
        }
        expect(found).toEqual({})
      },
    )

    const SIZES = [
      { width: 1280, height: 720, least: (40.3 * 720) / 1080 },
      { width: 3840, height: 2160, least: 80.6 },
      // The same diagonal is less high: its text is larger.
      { width: 2560, height: 1080, least: 50.8 },
      { width: 1080, height: 1920, least: 40.3 },
      { width: 390, height: 844, least: 12 },
    ]
    it.each(SIZES)('at $width x $height', async ({ width, height, least }) => {
      const { page, context } = await open('/wall/in-55', { width, height })
      await page.locator('.tiles').waitFor({ state: 'attached', timeout: PATIENCE.timeout })
      const found: Record<string, string[]> = {}
      for (let turns = 0; turns < WALL_PAGES.length; turns++) {
        const faults = await faultsOf(page, { smallest: least, scrolls: width < 700 })
        if (faults.length > 0) found[String(await shown(page))] = faults
        await page.keyboard.press('ArrowRight')
      }
      expect(found).toEqual({})
      await context.close()
    })
  })

  it('is several walls, each of its own segments, and says so in words', async () => {
    await setUp({ id: 'two', title: 'Two', filter: `vlan:${FIRST_VLAN}|${FIRST_VLAN + 1}` })
    await setUp({ id: 'not-one', filter: `-vlan:${FIRST_VLAN}` })
    await setUp({ id: 'nothing', filter: 'vlan:4000' })
    const [two, notOne, nothing] = await Promise.all(
      ['/wall/two', '/wall/not-one', '/wall/nothing'].map((path) => open(path)),
    )
    await two!.page.getByText('VLAN 101, 102 only').waitFor({ timeout: PATIENCE.timeout })
    await expect.poll(() => tile(two!.page, 'Queriers'), PATIENCE).toMatch(/^2\s+of 2/)
    await notOne!.page.getByText('without VLAN 101').waitFor({ timeout: PATIENCE.timeout })
    await expect.poll(() => tile(notOne!.page, 'Queriers'), PATIENCE).toMatch(/^199\s+of 199/)
    await nothing!.page.getByText('No segment here: VLAN 4000 only.').waitFor({ timeout: PATIENCE.timeout })
    for (const { context } of [two!, notOne!, nothing!]) await context.close()
  })

  it('that is not there says so, with the way to those that are', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${product.origin}/wall/nowhere?lang=en`)
    await page.getByText('There is no wall nowhere.').waitFor({ timeout: PATIENCE.timeout })
    await page.getByRole('main').getByRole('link', { name: 'Two' }).click()
    await page.getByText('VLAN 101, 102 only').waitFor({ timeout: PATIENCE.timeout })
    await context.close()
  })

  it('turns its pages by the clock, the same on every screen, and makes no chart twice', async () => {
    await setUp({ id: 'turns', pages: [...WALL_PAGES], every: 5 * SECOND })
    const screens = await Promise.all([open('/wall/turns'), open('/wall/turns', { width: 1280, height: 720 })])
    const pages = screens.map(({ page }) => page)
    await pages[0]!.locator('.wall canvas').first().waitFor({ state: 'attached', timeout: PATIENCE.timeout })
    await pages[0]!.evaluate(() => {
      Object.assign(globalThis, { charts: [...document.querySelectorAll('.wall canvas')] })
    })
    const turns = new Set<string | null>()
    let apart = 0
    for (let at = 0; at < 60 && turns.size < WALL_PAGES.length; at++) {
      const [one, other] = await Promise.all(pages.map(shown))
      turns.add(one ?? null)
      if (one !== other) apart += 1
      await sleep(500)
    }
    expect([...turns].sort()).toEqual([...WALL_PAGES].sort())
    // They were asked one after the other: around a turn one may be asked before it and one after.
    expect(apart).toBeLessThan(turns.size + 1)
    const same = await pages[0]!.evaluate(() => {
      const now = [...document.querySelectorAll('.wall canvas')]
      const before = (globalThis as unknown as { charts: Element[] }).charts
      return now.length === before.length && now.every((canvas, index) => canvas === before[index])
    })
    expect(same).toBe(true)
    for (const { context } of screens) await context.close()
  })

  it('is turned by the arrows and held by space, and says which page that is', async () => {
    const { page, context } = await open('/wall/in-55')
    await page.locator('.foot').waitFor({ timeout: PATIENCE.timeout })
    const order: (string | null)[] = []
    for (let at = 0; at < WALL_PAGES.length; at++) {
      await page.keyboard.press('ArrowRight')
      order.push(await shown(page))
    }
    expect([...order].sort()).toEqual([...WALL_PAGES].sort())
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => shown(page), PATIENCE).toBe(order.at(-2))
    await page.keyboard.press(' ')
    await page.getByText('held: space lets go').waitFor()
    expect(await seen(page)).toMatch(/[1-5]\/5/)
    await page.keyboard.press(' ')
    await page.getByText('held: space lets go').waitFor({ state: 'detached' })
    await context.close()
  })

  it('moves nothing for those who want nothing to move, and nothing for long for the others', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const { page, context } = await open('/wall/in-55', { context: { reducedMotion } })
      const longest = await page.evaluate(() => {
        const times = [...document.querySelectorAll('*')].flatMap((element) => {
          const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
          return [transitionDuration, animationName === 'none' ? '0s' : animationDuration]
        })
        return Math.max(...times.flatMap((time) => time.split(',')).map((time) => Number.parseFloat(time)))
      })
      expect(longest).toBeLessThanOrEqual(reducedMotion === 'reduce' ? 0 : 0.2)
      await context.close()
    }
  })

  it('walks a few pixels, and all of it stays in the picture', async () => {
    const { page, context } = await open('/wall')
    const places = await page.locator('.wall').evaluate(async (wall) => {
      const seenAt = new Set<string>()
      for (let at = 0; at < 24; at++) {
        seenAt.add(getComputedStyle(wall).transform)
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      return [...seenAt]
    })
    expect(places.length).toBeGreaterThan(1)
    for (const place of places) {
      const [x = 99, y = 99] = place
        .replace(/^matrix\(|\)$/g, '')
        .split(',')
        .slice(4)
        .map(Number)
      expect(Math.hypot(x, y)).toBeLessThan(7)
    }
    await context.close()
  })

  /** A page whose socket goes through the test: what the server says can be changed, or kept back. */
  async function between(
    page: Page,
    change: (message: string) => string | null,
    isCut: () => boolean = () => false,
  ): Promise<() => Promise<void>> {
    let route: WebSocketRoute | null = null
    await page.routeWebSocket(/\/live\//, (client) => {
      route = client
      if (isCut()) {
        void client.close()
        return
      }
      const server = client.connectToServer()
      server.onMessage((message) => {
        const said = change(String(message))
        if (said !== null) client.send(said)
      })
    })
    return async () => {
      await route?.close()
    }
  }

  it('takes a new build by itself when nobody is there, and not under somebody’s hands', async () => {
    for (const touched of [false, true]) {
      const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
      const page = await context.newPage()
      let build = 'old'
      const cut = await between(page, (message) =>
        message.startsWith('42["hello"') ? message.replace(/"build":"[^"]*"/, `"build":"${build}"`) : message,
      )
      await page.goto(`${product.origin}/wall?lang=en`)
      await page.locator('.tiles').waitFor({ state: 'attached', timeout: PATIENCE.timeout })
      await page.evaluate(() => Object.assign(globalThis, { first: true }))
      const isFirst = (): Promise<boolean> => page.evaluate(() => 'first' in globalThis).catch(() => true)
      if (touched) await page.keyboard.press('u')
      build = 'new'
      await cut()
      if (touched) {
        await sleep(6_000)
        expect(await isFirst()).toBe(true)
      } else await expect.poll(isFirst, PATIENCE).toBe(false)
      await context.close()
    }
  })

  it('says when the server is gone, for how long, and shows nothing old as new when it is back', async () => {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    const page = await context.newPage()
    let isCut = false
    let keepBack = false
    const kept: string[] = []
    const cut = await between(
      page,
      (message) => {
        if (!keepBack || !message.includes('["snapshot"')) return message
        kept.push(message)
        return null
      },
      () => isCut,
    )
    await page.goto(`${product.origin}/wall?lang=en`)
    await page.locator('.tiles').waitFor({ state: 'attached', timeout: PATIENCE.timeout })
    isCut = true
    await cut()
    await page.getByText('No word from the server for').waitFor({ timeout: PATIENCE.timeout })
    await expect.poll(() => page.locator('.hero').textContent(), PATIENCE).toMatch(/^0:\d\d$/)
    const hatch = (selector: string): Promise<string> =>
      page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundImage)
    expect(await hatch('main')).toContain('repeating-linear-gradient')
    keepBack = true
    isCut = false
    // The server is there again and has told nothing of what it sees: what stands there is still the old.
    await page.getByText('The server is back').waitFor({ timeout: PATIENCE.timeout })
    expect(await hatch('main')).toContain('repeating-linear-gradient')
    expect(kept.length).toBeGreaterThan(0)
    await context.close()
  })

  it('holds and is heard when something critical is new, once; and says when it may not be heard', async () => {
    await setUp({ id: 'heard', pages: ['queriers', 'overview'], every: 5 * SECOND, sound: true })
    const hasty = (): Promise<void> =>
      wire.say(HASTY_VLAN, '10.99.0.1', query({ queryInterval: 2, maxResponseTenths: 5 }))
    const report = (): Promise<void> => wire.say(HASTY_VLAN, '10.99.0.7', says('TO_EX', '239.99.0.1'))
    const enough = new AbortController()
    const asking = (async () => {
      while (!enough.signal.aborted) {
        await hasty()
        await report()
        await sleep(2_000)
      }
    })()
    // Neither by `open` nor by a locator: what they run in a page counts as somebody who touched it.
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    const page = await context.newPage()
    await page.goto(`${product.origin}/wall/heard?lang=en&zone=utc`)
    const untouched = await context.newCDPSession(page)
    const expression = `document.querySelector('.sound')?.textContent ?? ''`
    const note = async (): Promise<unknown> =>
      (await untouched.send('Runtime.evaluate', { expression, userGesture: false })).result.value
    await expect.poll(note, PATIENCE).toMatch('sound blocked: press a key')
    await page.keyboard.press('u')
    await page.getByText('sound blocked: press a key').waitFor({ state: 'detached', timeout: PATIENCE.timeout })
    const played = (): Promise<string | null> => page.locator('.sound').getAttribute('data-played')
    await expect
      .poll(async () => (await overview()).segments.some(({ vlans }) => vlans.includes(HASTY_VLAN)), PATIENCE)
      .toBe(true)
    expect(await played()).toBe('0')
    await sleep(5_000)
    enough.abort()
    await asking
    await expect.poll(async () => (await overview()).criticalKeys.length, PATIENCE).toBeGreaterThan(0)
    await page.getByText('held: critical').waitFor({ timeout: PATIENCE.timeout })
    expect(await shown(page)).toBe('overview')
    await expect.poll(() => seen(page), PATIENCE).toMatch(/VLAN 99 has no querier for/)
    await expect.poll(played, PATIENCE).not.toBe('0')
    const once = await played()
    await sleep(3_000)
    // Further ones may open; the same one is not heard again with each change of the numbers.
    expect(Number(await played()) - Number(once)).toBeLessThanOrEqual(1)
    await page.keyboard.press('m')
    await page.getByText('sound off (m)').waitFor()
    await page.keyboard.press('m')
    // Who comes now finds it there: that is nothing new.
    const { page: late, context: second } = await open('/wall/heard')
    await late.getByText('held: critical').waitFor({ timeout: PATIENCE.timeout })
    expect(await late.locator('.sound').getAttribute('data-played')).toBe('0')
    for (const each of [context, second]) await each.close()
  })

  it('is set up on the page of the settings, by keyboard, with what the screen comes to', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    const page = await context.newPage()
    await page.goto(`${product.origin}/settings?lang=en#walls`)
    await page.getByRole('button', { name: 'Add a wall' }).focus()
    await page.keyboard.press('Enter')
    const form = page.getByRole('group', { name: 'Add a wall' })
    await form.getByRole('button', { name: 'Save' }).press('Enter')
    await form.getByText(/A word of a-z, 0-9 and -/).waitFor()
    await form.getByLabel('Name in the address').fill('lobby')
    await form.getByLabel('Title').fill('Lobby')
    await form.getByLabel('Diagonal in inches').fill('43')
    await form.getByText(/Text at least 52 px .*Left out there/).waitFor()
    await form.getByLabel('Churn').press(' ')
    await form.getByRole('button', { name: 'Save' }).press('Enter')
    await page.getByText('Lobby is kept.').waitFor({ timeout: PATIENCE.timeout })
    const { walls } = (await (await fetch(`${product.origin}/api/v1/walls`)).json()) as Answers['/walls']
    expect(walls.find(({ id }) => id === 'lobby')).toMatchObject({
      title: 'Lobby',
      inches: 43,
      pages: ['overview', 'churn'],
    })
    expect(await faultsOf(page, { smallest: 12, scrolls: true })).toEqual([])
    await page.getByRole('link', { name: 'Open: lobby' }).press('Enter')
    await page.getByText('Lobby', { exact: true }).first().waitFor({ timeout: PATIENCE.timeout })
    await context.close()
  })
})
