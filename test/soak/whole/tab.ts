import type { Browser, CDPSession, Page } from 'playwright-core'
import { launch } from '../../browser/chromium.ts'

/** A browser that is open on the wall all the while. */
export class Tab {
  readonly page: Page
  readonly #browser: Browser
  readonly #devtools: CDPSession
  crashed = false
  /** What its console called an error, other than a line that was cut. */
  readonly errors: string[] = []

  private constructor(browser: Browser, page: Page, devtools: CDPSession) {
    this.#browser = browser
    this.page = page
    this.#devtools = devtools
    page.on('crash', () => (this.crashed = true))
    page.on('pageerror', (error) => this.#note(error.message))
  }

  static async open(origin: string): Promise<Tab> {
    const browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    const page = await context.newPage()
    await page.goto(`${origin}/wall?lang=en`)
    await page.locator('.tiles').waitFor()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Performance.enable')
    await devtools.send('HeapProfiler.enable')
    return new Tab(browser, page, devtools)
  }

  #note(text: string): void {
    if (this.errors.length < 20) this.errors.push(text)
  }

  /** Octets of its heap, after what is not needed was collected. */
  async heap(): Promise<number> {
    await this.#devtools.send('HeapProfiler.collectGarbage')
    const { metrics } = await this.#devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
  }

  /** The words of the wall. */
  text(): Promise<string> {
    return this.page.evaluate(() => (document.querySelector('main') as HTMLElement).innerText)
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}
