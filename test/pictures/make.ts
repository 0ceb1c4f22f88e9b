// `npm run pictures`: the pictures of README.md, from the simulated network. They are complete screens; nothing is cropped.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launch, whyNoBrowser } from '../browser/chromium.ts'
import { Product } from '../browser/product.ts'

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url))
/** The querier of VLAN 40 fails a minute after the start; the verdict counts down until the first stream stops. */
const PATIENCE = 600_000
/** Octets. */
const LARGEST = 300_000

interface Picture {
  name: string
  path: string
  width: number
  height: number
  /** Waits for the moment that tells something. */
  moment: (page: Page) => Promise<unknown>
}

const critical = (page: Page) => page.getByText('Critical').first().waitFor({ timeout: PATIENCE })

const PICTURES: readonly Picture[] = [
  {
    name: 'wall',
    path: '/wall',
    width: 1920,
    height: 1080,
    moment: async (page) => {
      await page.getByText('first stream stops in').waitFor({ timeout: PATIENCE })
      // The ages follow within a second.
      await page.locator('[role=group] b.crit').first().waitFor({ state: 'attached', timeout: PATIENCE })
    },
  },
  { name: 'groups', path: '/groups?open=demo/10~239.10.0.1', width: 1366, height: 768, moment: critical },
  { name: 'queriers', path: '/queriers', width: 1366, height: 768, moment: critical },
]

async function take(page: Page, origin: string, { name, path, width, height, moment }: Picture): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.goto(new URL(path, origin).href)
  await moment(page)
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
  const file = join(DOCS, `${name}.png`)
  await page.screenshot({ path: file })
  const { size } = statSync(file)
  if (size > LARGEST) throw new Error(`${file} has ${size} octets, more than ${LARGEST}.`)
  console.log(`${file}: ${width} x ${height}, ${Math.round(size / 1_000)} kB`)
}

async function make(): Promise<void> {
  const reason = whyNoBrowser()
  if (reason !== null) throw new Error(`No pictures: ${reason}`)
  mkdirSync(DOCS, { recursive: true })
  const product = new Product({ sources: ['demo'] })
  try {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    const browser = await launch()
    try {
      const settings = { locale: 'en-GB', timezoneId: 'Europe/Lisbon' }
      const page = await (await browser.newContext(settings)).newPage()
      await page.addInitScript(() => localStorage.setItem('rollcall.zone', 'utc'))
      for (const picture of PICTURES) await take(page, product.origin, picture)
    } finally {
      await browser.close()
    }
  } finally {
    await product.remove()
  }
}

make().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
