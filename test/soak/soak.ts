import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { launch } from '../browser/chromium.ts'
import { Product } from '../browser/product.ts'
import { objectBytes } from './heap.ts'

/** How things stand after so many updates, each measured after the garbage was collected. */
export interface Sample {
  updates: number
  /** All of the engine, with the code that it compiles: the longer a page runs, the more of it is compiled. */
  heapBytes: number
  /** What the page itself holds. */
  objectBytes: number
  /** Of the document, and those that are out of it and still held. */
  nodes: number
  listeners: number
  /** Canvases that were ever drawn on. */
  canvases: number
  /** Of the server, in KiB. */
  rssKib: number
}

/** What sends the updates. */
const IN_PAGE = fileURLToPath(new URL('in-page.js', import.meta.url))

interface Options {
  updates: number
  samples: number
  /** Updates before the first sample: catalogues are loaded, code is compiled. */
  warmUp: number
  onSample?: (sample: Sample) => void
}

/** The real product on the simulated network, its wall in a real browser, and many more updates than there would be. */
export async function soak({ updates, samples, warmUp, onSample }: Options): Promise<Sample[]> {
  const product = new Product({ sources: ['demo'] })
  await product.start()
  await product.answers('/api/v1/sources', /"state":"running"/)
  const browser = await launch()
  try {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    await context.addInitScript(() => {
      const drawn = new WeakSet<HTMLCanvasElement>()
      const original = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (...args: unknown[]) => unknown
      Object.assign(window, { canvases: 0 })
      Object.assign(HTMLCanvasElement.prototype, {
        getContext(this: HTMLCanvasElement, ...args: unknown[]) {
          if (!drawn.has(this)) Object.assign(window, { canvases: Number(Reflect.get(window, 'canvases')) + 1 })
          drawn.add(this)
          return Reflect.apply(original, this, args)
        },
      })
    })
    const page = await context.newPage()
    await page.addInitScript({ path: IN_PAGE })
    await page.goto(`${product.origin}/wall?lang=en`)
    await page.locator('.tiles').waitFor()
    // Its policy lets no text be run later: asked again and again from here.
    while (!(await page.evaluate('amplifier.ready'))) await page.waitForTimeout(50)
    const send = (count: number): Promise<unknown> => page.evaluate(`amplifier.send(${count})`)
    const sent = async (): Promise<number> => Number(await page.evaluate('amplifier.sent'))
    const devtools = await context.newCDPSession(page)
    await devtools.send('Performance.enable')
    await devtools.send('HeapProfiler.enable')
    const measure = async (): Promise<Sample> => {
      // What a collection frees may hold what the next one can free.
      for (let i = 0; i < 3; i += 1) await devtools.send('HeapProfiler.collectGarbage')
      const { metrics } = await devtools.send('Performance.getMetrics')
      const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN
      return {
        updates: (await sent()) - warmUp,
        heapBytes: metric('JSHeapUsedSize'),
        objectBytes: await objectBytes(devtools),
        nodes: metric('Nodes'),
        listeners: metric('JSEventListeners'),
        canvases: await page.evaluate(() => Number(Reflect.get(window, 'canvases'))),
        rssKib: serverRss(),
      }
    }
    await send(warmUp)
    const taken: Sample[] = []
    for (let i = 0; i <= samples; i += 1) {
      if (i > 0) await send(Math.round((updates * i) / samples) - Math.round((updates * (i - 1)) / samples))
      const sample = await measure()
      taken.push(sample)
      onSample?.(sample)
    }
    return taken
  } finally {
    await browser.close()
    await product.remove()
  }
}

/** Of the only product that this process has started. */
function serverRss(): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  const line = stdout.split('\n').find((one) => one.includes('rollcall.js'))
  return Number(line?.trim().split(/\s+/)[0] ?? Number.NaN)
}
