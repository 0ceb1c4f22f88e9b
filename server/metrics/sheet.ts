import { CATALOGUE, type MetricName, type MetricType } from './catalogue.ts'
import { labelText } from './label-text.ts'

/** In the order in which they are written. */
export type Labels = Readonly<Record<string, string>>

/** One line. `part`: `_bucket`, `_sum` or `_count` of what has several; else empty. */
export interface Sample {
  readonly part: '' | '_bucket' | '_sum' | '_count'
  readonly labels: Labels
  readonly value: number
}

/** All lines of one metric. */
export interface Family {
  readonly name: string
  readonly type: MetricType
  readonly help: string
  readonly samples: readonly Sample[]
}

/** What one scrape tells, metric by metric: the format wants the lines of one metric together. */
export class Sheet {
  readonly #samples = new Map<MetricName, Sample[]>()

  add(name: MetricName, labels: Labels, value: number, part: Sample['part'] = ''): void {
    const samples = this.#samples.get(name)
    const sample = { part, labels: written(labels), value }
    if (samples) samples.push(sample)
    else this.#samples.set(name, [sample])
  }

  /** 1 for the one that is so, 0 for the others: a rule can ask for each of them. */
  oneOf(name: MetricName, labels: Labels, label: string, all: readonly string[], is: string): void {
    for (const each of all) this.add(name, { ...labels, [label]: each }, each === is ? 1 : 0)
  }

  /** In the order of the catalogue; a metric without lines is left out. */
  *families(): Generator<Family> {
    for (const [name, described] of Object.entries(CATALOGUE)) {
      const samples = this.#samples.get(name as MetricName)
      if (samples) yield { name, ...described, samples }
    }
  }
}

function written(labels: Labels): Labels {
  const texts: Record<string, string> = {}
  for (const [name, text] of Object.entries(labels)) texts[name] = labelText(text)
  return texts
}
