import type { Settings } from '../config.ts'
import { METRIC_LABELS, type MetricLabel } from '../metrics/singles.ts'
import { UsageError } from './usage-error.ts'

/** What `/metrics` tells one by one. The command line over the configuration file. Throws `UsageError`. */
export function metricLabels(flag: string | undefined, file: Settings): readonly MetricLabel[] {
  if (flag === undefined) return file.metrics?.labels ?? []
  return flag.split(',').map((text) => {
    const label = METRIC_LABELS.find((known) => known === text.trim())
    if (label) return label
    throw new UsageError(`There is no label "${text}" of metrics; labels are ${METRIC_LABELS.join(', ')}.`)
  })
}
