import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { browserOf, cookieOf, PASSWORD, signIn } from './signed-in.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: who one is and what one may do: ${reason}`)

const TEST_MS = 300_000
const PATIENCE = { timeout: 60_000, interval: 250 }
const OTHER_PASSWORD = 'another horse battery staple'

describe.skipIf(reason !== null)('a server with users', { timeout: TEST_MS }, () => {
  const product = new Product({ sources: ['demo'] })
  let browser: Browser
  let context: BrowserContext
  /** Of the first operator. */
  let page: Page
  /** Of one who looks on. */
  let bo: Page

  beforeAll(async () => {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en' })
    page = await context.newPage()
  }, TEST_MS)
  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove()
  }, 60_000)

  const section = (id: string) => page.locator(`section#${id}`)
  const told = (text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: PATIENCE.timeout })
  const path = (of: Page = page): string => new URL(of.url()).pathname
  const statusOf = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${product.origin}/api/v1/session`, { headers })).status
  const axe = async (of: Page): Promise<string[]> =>
    (await new AxeBuilder({ page: of }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)

  it('without users nothing of it is in the bar, and the page says what that means', async () => {
    await page.goto(`${product.origin}/settings?lang=en`)
    await section('users').getByText('There is no user').waitFor()
    await section('walls').getByText('asks nobody who they are').waitFor()
    expect(await page.getByRole('button', { name: /^Signed in/ }).count()).toBe(0)
  })

  it('a first user that would be none is said at its field', async () => {
    const form = section('users').getByRole('form', { name: 'Add a user' })
    await form.getByLabel('Name').fill('-ana')
    await form.getByLabel('Password', { exact: true }).fill('short')
    await form.getByRole('button', { name: 'Add' }).click()
    await form.getByText('At least 10 characters.', { exact: true }).waitFor()
    expect(await form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
    expect(await form.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('with the first user everybody is asked, and comes back to where one was', async () => {
    const form = section('users').getByRole('form', { name: 'Add a user' })
    await form.getByLabel('Name').fill('ana')
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await form.getByLabel('The same again').fill(PASSWORD)
    await form.getByRole('button', { name: 'Add' }).click()
    await told(/You are signed out here/)
    await page.getByRole('button', { name: 'Sign in again' }).click()
    await page.locator('input[name="user"]').waitFor()
    await signIn(page, 'ana', 'a wrong one that is long')
    await page.locator('input[name="user"]').waitFor()
    expect(await page.getByRole('button', { name: /^Signed in/ }).count()).toBe(0)
    await signIn(page, 'ana', PASSWORD)
    await page.getByRole('button', { name: 'Signed in as ana, operator' }).waitFor()
    expect(path()).toBe('/settings')
    expect(new URL(page.url()).searchParams.get('lang')).toBe('en')
  })

  it('one more user is made, and one cannot shut oneself out', async () => {
    const users = section('users')
    const form = users.getByRole('form', { name: 'Add a user' })
    await form.getByLabel('Name').fill('bo')
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await form.getByLabel('The same again').fill(PASSWORD)
    await form.getByRole('button', { name: 'Add' }).click()
    await users.getByText('bo can sign in now.').waitFor()
    expect(await users.getByLabel('Role of ana').isDisabled()).toBe(true)
    expect(await users.getByLabel('Role of bo').inputValue()).toBe('viewer')
    expect(await users.getByRole('button', { name: 'Remove: ana' }).count()).toBe(0)
    expect(await axe(page)).toEqual([])
  })

  it('who looks on sees everything and no button that changes', async () => {
    ;({ page: bo } = await browserOf(browser, product.origin, 'bo', '/groups?lang=en'))
    await bo.locator('[role=row] [role=cell] a').first().click()
    await bo.locator('.halves table tbody tr').first().waitFor()
    expect(await bo.locator('[data-rename]').count()).toBe(0)
    await bo.goto(`${product.origin}/settings?lang=en`)
    await bo.getByText('You may look at this and change nothing.').first().waitFor()
    for (const id of ['users', 'tokens', 'channels']) expect(await bo.locator(`section#${id}`).count()).toBe(0)
    expect(await bo.getByRole('button', { name: 'Add a wall' }).count()).toBe(0)
    await bo.goto(`${product.origin}/history/imports?lang=en`)
    await bo.getByText('You may look at this and change nothing.').first().waitFor()
    expect(await bo.locator('input[type=file]').count()).toBe(0)
    await bo.goto(`${product.origin}/audit?lang=en`)
    await bo.getByText('Only operators may read this.').waitFor()
    expect(await axe(bo)).toEqual([])
  })

  it('a token is shown once, lets in, and is out when it is revoked', async () => {
    const tokens = section('tokens')
    const form = tokens.getByRole('form', { name: 'Make a token' })
    await form.getByRole('button', { name: 'Make it' }).click()
    await form.getByText('One line of 1 to 80 letters.').waitFor()
    await form.getByLabel('What it is for').fill('Grafana')
    await form.getByRole('button', { name: 'Make it' }).click()
    const card = tokens.getByRole('group', { name: 'Token of Grafana' })
    await card.waitFor()
    const [token = '', curl = ''] = await card.locator('pre').allTextContents()
    expect(token.length).toBeGreaterThanOrEqual(32)
    expect(curl).toContain(`Bearer ${token}`)
    expect(await statusOf({ authorization: `Bearer ${token}` })).toBe(200)
    await card.getByRole('button', { name: 'I have it' }).click()
    expect(await page.content()).not.toContain(token)
    await page.reload()
    await tokens.getByRole('cell', { name: 'Grafana', exact: true }).waitFor()
    expect(await page.content()).not.toContain(token)
    await tokens.getByRole('button', { name: 'Revoke: Grafana' }).click()
    // The focus is on what does no harm.
    expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Keep')
    await tokens.getByRole('button', { name: /^Revoke Grafana\?/ }).click()
    await tokens.getByText('Grafana is revoked.').waitFor()
    expect(await statusOf({ authorization: `Bearer ${token}` })).toBe(401)
  })

  it('a display comes in with its link, sees the wall alone, and says so when it is out', async () => {
    const walls = section('walls')
    const form = walls.getByRole('form', { name: 'Link for a display' })
    await form.getByLabel('Where the display hangs').fill('Hall')
    await form.getByRole('button', { name: 'Make the link' }).click()
    const link = (await walls.getByRole('group', { name: 'Token of Hall' }).locator('pre').textContent()) ?? ''
    expect(link).toContain('/wall?display=')
    await section('tokens').getByRole('cell', { name: 'Hall', exact: true }).waitFor()

    const display = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage()
    await display.goto(`${link}&lang=en`)
    await display.locator('.tiles dd, .tiles .value, .tiles b').first().waitFor()
    expect(new URL(display.url()).search).not.toContain('display=')
    expect(await display.locator('header nav a').allTextContents()).toHaveLength(1)
    await section('tokens').getByRole('button', { name: 'Revoke: Hall' }).click()
    await section('tokens')
      .getByRole('button', { name: /^Revoke Hall\?/ })
      .click()
    await display.getByText('Signed out: it needs a new link').waitFor({ timeout: PATIENCE.timeout })
    expect(await display.locator('main.lost').count()).toBe(1)
    // What it last knew is still there.
    expect(await display.locator('.tiles').count()).toBeGreaterThan(0)
    await display.close()
  })

  it('a session that was ended elsewhere says so, and leads back to its address', async () => {
    await bo.goto(`${product.origin}/hosts?lang=en&filter=vlan:10`)
    await bo.locator('[role=row] [role=cell] a').first().waitFor()
    const users = section('users')
    await users.getByRole('button', { name: 'New password for bo' }).click()
    const form = users.getByRole('form', { name: 'New password for bo' })
    await form.getByLabel('New password').fill(OTHER_PASSWORD)
    await form.getByLabel('The same again').fill(OTHER_PASSWORD)
    await form.getByRole('button', { name: 'Change it' }).click()
    await users.getByText('bo is changed, and is signed out everywhere.').waitFor()
    await bo.getByText(/You are signed out here/).waitFor({ timeout: PATIENCE.timeout })
    await expect.poll(() => bo.locator('main.lost').count(), PATIENCE).toBe(1)
    await bo.getByRole('button', { name: 'Sign in again' }).click()
    await bo.locator('input[name="user"]').waitFor()
    await signIn(bo, 'bo', OTHER_PASSWORD)
    await bo.getByRole('button', { name: 'Signed in as bo, viewer' }).waitFor()
    expect(path(bo)).toBe('/hosts')
    expect(new URL(bo.url()).searchParams.get('filter')).toBe('vlan:10')
    await expect.poll(() => bo.locator('main.lost').count(), PATIENCE).toBe(0)
  })

  it('one changes one’s own password with the old one, and signs out', async () => {
    const menu = bo.getByRole('button', { name: 'Signed in as bo, viewer' })
    await menu.click()
    await bo.getByRole('button', { name: 'Change my password' }).click()
    const form = bo.getByRole('form', { name: 'Change my password' })
    await form.getByLabel('Password until now').fill('not the right one')
    await form.getByLabel('New password').fill(PASSWORD)
    await form.getByLabel('The same again').fill(PASSWORD)
    await form.getByRole('button', { name: 'Change it' }).click()
    await form.getByRole('alert').waitFor()
    await form.getByLabel('Password until now').fill(OTHER_PASSWORD)
    await form.getByRole('button', { name: 'Change it' }).click()
    await bo.getByText('The password is changed.').waitFor()
    await bo.getByRole('button', { name: 'Sign out' }).click()
    await bo.locator('input[name="user"]').waitFor()
    expect(path(bo)).toBe('/hosts')
    await signIn(bo, 'bo', PASSWORD)
    await menu.waitFor()
  })

  it('an address that names a section shows it, also when those above it grew', async () => {
    // From elsewhere: within the page an address with another section alone loads nothing anew.
    await page.goto('about:blank')
    await page.goto(`${product.origin}/settings?lang=en#users`)
    await section('names').locator('tbody tr').nth(20).waitFor()
    await section('users').locator('tbody tr').first().waitFor()
    await expect
      .poll(() => section('users').evaluate((it) => Math.round(it.getBoundingClientRect().top)), PATIENCE)
      .toBe(
        // As far from the edge as the page says.
        await section('users').evaluate((it) => parseFloat(getComputedStyle(it).scrollMarginTop)),
      )
    // The reader goes elsewhere, and is left there.
    await page.mouse.wheel(0, -400)
    await page.evaluate(() => window.scrollTo(0, 0))
    await section('names').evaluate((it) => (it.style.paddingBottom = '300px'))
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(await page.evaluate(() => window.scrollY)).toBe(0)
  })

  it('what was done stands in the log, for operators', async () => {
    await page.goto(`${product.origin}/audit?lang=en`)
    const rows = page.locator('table tbody tr')
    await rows.first().waitFor()
    const text = (await rows.allTextContents()).join('\n')
    for (const what of ['signed in', 'failed to sign in', 'made a token', 'revoked a token', 'changed the password'])
      expect(text).toContain(what)
    expect(text).not.toContain(PASSWORD)
    await page.getByRole('combobox', { name: 'What' }).selectOption('token-made')
    await expect
      .poll(async () => new Set(await page.locator('tbody td:nth-child(3)').allTextContents()).size, PATIENCE)
      .toBe(1)
    await page.getByLabel('Who').fill('nobody of that name')
    await page.getByText(/Nothing that matches/).waitFor()
    const file = await fetch(`${product.origin}/api/v1/audit.csv`, { headers: { cookie: await cookieOf(context) } })
    expect(file.status).toBe(200)
    expect(await page.getByRole('link', { name: 'Download audit.csv' }).getAttribute('href')).toBe('/api/v1/audit.csv')
    expect(await axe(page)).toEqual([])
  })
})
