import { collectDefaultMetrics, Registry, type Metric, type RegistryContentType } from 'prom-client'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import type { Family, Labels, Sample, Sheet } from './sheet.ts'

/* The only file that knows prom-client: it writes both formats, and what the process and its runtime tell of themselves. */

/** Text format 0.0.4, or OpenMetrics 1.0.0. */
export const FORMATS = { text: Registry.PROMETHEUS_CONTENT_TYPE, openmetrics: Registry.OPENMETRICS_CONTENT_TYPE }
export type Format = keyof typeof FORMATS

/** Lines that are written before one looks at the clock. */
const LINES_AT_ONCE = 128
/** Then others have their turn. */
const TURN: DurationMs = SECOND / 200

/** These are called totals and are none: `promtool check metrics` says so too. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** Writes what a scrape tells, beside what the process tells of itself: processor, memory, the lag of its loop. */
export class Exposition {
  readonly #process = new Registry()
  readonly #now: () => DurationMs

  constructor(now: () => DurationMs = () => performance.now()) {
    this.#now = now
    collectDefaultMetrics({ register: this.#process })
    for (const name of MISNAMED) this.#process.removeSingleMetric(name)
  }

  async text(sheet: Sheet, format: Format): Promise<string> {
    const writer = registryOf(format)
    const parts: string[] = []
    let begun = this.#now()
    for (const family of [...sheet.families(), ...(await this.#ofProcess())]) {
      for (let from = 0; from < family.samples.length; from += LINES_AT_ONCE) {
        parts.push(await lines(writer, family, from, format))
        if (this.#now() - begun < TURN) continue
        await new Promise(setImmediate)
        begun = this.#now()
      }
    }
    // OpenMetrics 1.0 s3.2.1: without its last line an answer was cut.
    parts.push(format === 'openmetrics' ? '# EOF\n' : '')
    return parts.join('\n')
  }

  /** As values, so that they are written like all others: a registry that changes its format spoils its names. */
  async #ofProcess(): Promise<Family[]> {
    const metrics = (await this.#process.getMetricsAsJSON()) as unknown as readonly Told[]
    return metrics.map(({ name, help, type, values }) => ({
      name,
      help,
      type,
      samples: values.map(({ metricName = name, labels, value }) => ({
        part: metricName.slice(name.length) as Sample['part'],
        labels,
        value,
      })),
    }))
  }
}

/** A metric of the library's own. */
interface Told extends Pick<Family, 'name' | 'help' | 'type'> {
  readonly values: readonly { metricName?: string; labels: Labels; value: number }[]
}

const registryOf = (format: Format): Registry<RegistryContentType> => {
  const registry = new Registry<RegistryContentType>()
  registry.setContentType(FORMATS[format])
  return registry
}

/** Some lines of a metric, as the library writes them; what introduces it comes before the first alone. */
async function lines(
  writer: Registry<RegistryContentType>,
  { name, type, help, samples }: Family,
  from: number,
  format: Format,
): Promise<string> {
  // OpenMetrics calls a counter by its name without the end, and its lines with it.
  const called = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name
  const values = samples
    .slice(from, from + LINES_AT_ONCE)
    .map(({ part, labels, value }) => ({ metricName: called + part, labels, value }))
  const told = { name: called, type, help, values, aggregator: 'omit' }
  const metric = { name: called, get: () => Promise.resolve(told) }
  writer.registerMetric(metric as unknown as Metric)
  const text = await writer.getSingleMetricAsString(called)
  writer.removeSingleMetric(called)
  return from === 0 ? text : text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1)
}
