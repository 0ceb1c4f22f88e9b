import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { launch, whyNoBrowser } from '../browser/chromium.ts'
import type { ChartTimes } from './charts-page.ts'
import { quantile, type ChartsReport } from './charts-report.ts'

/*
 * What an update of a chart takes of the page, at ten thousand points in each of its lines. Prints JSON.
 */

const POINTS = 10_000
const TURNS = 60
/** With these two a page may tell time in steps of 5 microseconds, not of 100. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
const ORIGIN = 'http://localhost:9'
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The page as the product is built, with another beginning. */
async function built(outDir: string): Promise<void> {
  await build({
    configFile: here('../../client/vite.config.ts'),
    root: here('.'),
    logLevel: 'error',
    build: {
      outDir,
      rolldownOptions: { input: here('./charts-page.ts'), output: { entryFileNames: 'entry.js' } },
    },
  })
}

async function measured(folder: string): Promise<ChartTimes[]> {
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1_366, height: 1_100 } })
    await page.route(`${ORIGIN}/**`, async (route) => {
      const { pathname } = new URL(route.request().url())
      if (pathname === '/') {
        const body = '<!doctype html><body><script type="module" src="/entry.js"></script></body>'
        await route.fulfill({ contentType: 'text/html', headers: ISOLATED, body })
        return
      }
      await route.fulfill({
        contentType: pathname.endsWith('.css') ? 'text/css' : 'text/javascript',
        headers: ISOLATED,
        body: await readFile(join(folder, pathname)),
      })
    })
    const broken = new Promise<never>((_, reject) => page.once('pageerror', reject))
    await page.goto(`${ORIGIN}/`)
    const times = page.evaluate(
      ([points, turns]) =>
        (Reflect.get(window, 'measureCharts') as (...n: number[]) => Promise<ChartTimes[]>)(points, turns),
      [POINTS, TURNS] as const,
    )
    return await Promise.race([times, broken])
  } finally {
    await browser.close()
  }
}

const reason = whyNoBrowser()
if (reason !== null) {
  process.stderr.write(`SKIPPED: charts in a browser: ${reason}\n`)
  process.stdout.write('null')
} else {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-charts-'))
  try {
    await built(folder)
    const [plain, ...charts] = await measured(folder)
    if (!plain) throw new Error('nothing was measured')
    const median = quantile(plain.updates, 0.5)
    const rowOf = ({ chart, updates }: ChartTimes) => ({
      chart,
      p50: quantile(updates, 0.5),
      p95: quantile(updates, 0.95),
      ratio: quantile(updates, 0.5) / median,
    })
    const report: ChartsReport = { points: POINTS, updates: TURNS, rows: [rowOf(plain), ...charts.map(rowOf)] }
    process.stdout.write(JSON.stringify(report))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
