// `npm run pictures`: the pictures of both READMEs, from the simulated network, and those of the past from an hour that was
// captured. They are complete screens; nothing is cropped. `npm run pictures -- NAME...` takes some of them.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { en } from '../../client/i18n/en.ts'
import { ptBR } from '../../client/i18n/pt-BR.ts'
import { launch, whyNoBrowser } from '../browser/chromium.ts'
import { Product } from '../browser/product.ts'

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url))
/** The querier of VLAN 40 fails a minute after the start; the verdict counts down until the first stream stops. */
const PATIENCE = 600_000
/** Octets. */
const LARGEST = 300_000

/** Where the pictures in a language go, and how a page in it says that something is wrong. */
const LANGUAGES = [
  { locale: 'en-GB', folder: DOCS, critical: en.common.state.critical },
  { locale: 'pt-BR', folder: join(DOCS, 'pt-BR'), critical: ptBR.common.state.critical },
] as const
type Language = (typeof LANGUAGES)[number]

const HOUR = fileURLToPath(new URL('../fixtures/captures/hour.pcap', import.meta.url))
/** Within it: the first querier of VLAN 10 is silent, and the second has not taken over yet. */
const MOMENT = '2025-11-26T00:26:00Z'

interface Picture {
  name: string
  path: string
  width: number
  height: number
  /** Waits for the moment that tells something. */
  moment: (page: Page, language: Language) => Promise<unknown>
}

/** A row or a card begins with the word; the bar, which is there before them, has it within a sentence. */
const critical = (page: Page, { critical: word }: Language) =>
  page
    .getByRole('main')
    .getByText(new RegExp(`^${word}`))
    .first()
    .waitFor({ timeout: PATIENCE })

/** Until it shows rows, and nothing is being fetched any more. */
const settled = async (page: Page, what: string): Promise<void> => {
  await page.locator(what).first().waitFor({ timeout: PATIENCE })
  await page.waitForLoadState('networkidle')
}

const LIVE: readonly Picture[] = [
  {
    name: 'wall',
    path: '/wall',
    width: 1920,
    height: 1080,
    moment: async (page) => {
      await page.locator('.verdict.counting .hero').waitFor({ timeout: PATIENCE })
      // The ages follow within a second.
      await page.locator('[role=group] b.crit').first().waitFor({ state: 'attached', timeout: PATIENCE })
    },
  },
  { name: 'groups', path: '/groups?open=demo/10~239.10.0.1', width: 1366, height: 768, moment: critical },
  { name: 'queriers', path: '/queriers', width: 1366, height: 768, moment: critical },
]

const PAST: readonly Picture[] = [
  {
    name: 'past',
    path: `/groups?at=${MOMENT}`,
    width: 1366,
    height: 768,
    moment: (page) => settled(page, '[role=row] [role=cell] a'),
  },
  {
    name: 'history',
    path: '/history?set=memberships&from=2025-11-26T00:00:00Z&to=2025-11-26T01:00:00Z',
    width: 1366,
    height: 768,
    moment: (page) => settled(page, 'main table tbody tr'),
  },
]

interface Sitter {
  page: Page
  language: Language
}

async function take({ page, language }: Sitter, origin: string, picture: Picture): Promise<void> {
  const { name, path, width, height, moment } = picture
  await page.setViewportSize({ width, height })
  await page.goto(new URL(path, origin).href)
  await moment(page, language)
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
  const file = join(language.folder, `${name}.png`)
  mkdirSync(dirname(file), { recursive: true })
  await page.screenshot({ path: file })
  const { size } = statSync(file)
  if (size > LARGEST) throw new Error(`${file} has ${size} octets, more than ${LARGEST}.`)
  console.log(`${file}: ${width} x ${height}, ${Math.round(size / 1_000)} kB`)
}

/** `until`: what the API says of its source when there is something to show. */
async function session(source: string, until: RegExp, pictures: readonly Picture[]): Promise<void> {
  if (pictures.length === 0) return
  const product = new Product({ sources: [source] })
  try {
    await product.start()
    await product.answers('/api/v1/sources', until)
    await product.answers('/api/v1/history/state', /"queued":0/)
    const browser = await launch()
    try {
      const sitters = await Promise.all(
        LANGUAGES.map(async (language): Promise<Sitter> => {
          const context = await browser.newContext({ locale: language.locale, timezoneId: 'America/Sao_Paulo' })
          const page = await context.newPage()
          await page.addInitScript(() => localStorage.setItem('rollcall.zone', 'utc'))
          return { page, language }
        }),
      )
      // Both languages at once: they show the same moment.
      for (const picture of pictures) {
        await Promise.all(sitters.map((sitter) => take(sitter, product.origin, picture)))
      }
    } finally {
      await browser.close()
    }
  } finally {
    await product.remove()
  }
}

async function make(names: readonly string[]): Promise<void> {
  const reason = whyNoBrowser()
  if (reason !== null) throw new Error(`No pictures: ${reason}`)
  const known = [...LIVE, ...PAST].map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`There is no picture "${unknown}"; pictures are ${known.join(', ')}.`)
  const wanted = (all: readonly Picture[]) => all.filter(({ name }) => names.length === 0 || names.includes(name))
  await session('demo', /"state":"running"/, wanted(LIVE))
  await session(`file:${HOUR}@max`, /"state":"ended"/, wanted(PAST))
}

make(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
