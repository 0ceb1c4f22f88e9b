import { Exposition, type Format } from '../../server/metrics/exposition.ts'
import { Scrape, type ServerFacts } from '../../server/metrics/scrape.ts'
import type { MetricLabel } from '../../server/metrics/singles.ts'
import type { Subject } from '../../server/views/subject.ts'
import { done } from '../../server/views/work.ts'

/* What a scrape says, read back by hand: independent of what wrote it. */

const exposition = new Exposition()
export const NO_SERVER: ServerFacts = { version: '1.2.3', history: null, viewers: () => 0, requests: () => ({}) }

export const scraped = (scrape: Scrape, format: Format = 'text'): Promise<string> =>
  exposition.text(done(scrape.sheet()), format)

export const textOf = (subject: Subject, labels: readonly MetricLabel[] = []): Promise<string> =>
  scraped(new Scrape(subject, NO_SERVER, labels))

export interface Line {
  name: string
  labels: Record<string, string>
  value: number
}

/** Throws at a line that is none. */
export function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return []
    const [, name = '', , inner = '', value = ''] = /^([a-zA-Z_:][\w:]*)(\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (name === '') throw new Error(`no line of a metric: ${line}`)
    return [{ name, labels: labelsOf(inner), value: Number(value.replace('Inf', 'Infinity')) }]
  })
}

function labelsOf(inner: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [, name = '', value = ''] of inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    labels[name] = value.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
  }
  return labels
}

/** The sum of the lines that have these labels; undefined where there is none. */
export function sumOf(lines: readonly Line[], name: string, labels: Record<string, string> = {}): number | undefined {
  const fitting = lines.filter(
    (line) => line.name === name && Object.entries(labels).every(([label, value]) => line.labels[label] === value),
  )
  return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0)
}
