import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { UserRole } from '../../shared/access.ts'

/* People of a server that asks who they are, as the browser tests need them. */

export const PASSWORD = 'correct horse battery staple'

/** Makes a user; `cookie`: of an operator, once there is one. */
export async function addUser(origin: string, name: string, role: UserRole, cookie = ''): Promise<void> {
  const answer = await fetch(`${origin}/api/v1/users/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify({ role, password: PASSWORD }),
  })
  if (!answer.ok) throw new Error(`${name} was not made: ${answer.status} ${await answer.text()}`)
}

/** The page of who is not signed in, filled in and sent; it is waited for what comes then. */
export async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.locator('input[name="user"]').fill(user)
  await page.locator('input[name="password"]').fill(password)
  await Promise.all([page.waitForLoadState('domcontentloaded'), page.locator('input[name="password"]').press('Enter')])
}

/** A browser of its own, signed in on that page. */
export async function browserOf(
  browser: Browser,
  origin: string,
  user: string,
  path: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en' })
  const page = await context.newPage()
  await page.goto(`${origin}${path}`)
  await signIn(page, user, PASSWORD)
  await page.getByRole('button', { name: new RegExp(`^Signed in as ${user}`) }).waitFor()
  return { context, page }
}

/** As a program would send it. */
export const cookieOf = async (context: BrowserContext): Promise<string> =>
  (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
