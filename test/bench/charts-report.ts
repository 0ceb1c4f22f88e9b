/** What an update of one kind of chart took: script in milliseconds, and against a plain canvas. */
interface ChartRow {
  chart: string
  p50: number
  p95: number
  ratio: number
}
export interface ChartsReport {
  points: number
  updates: number
  rows: readonly ChartRow[]
}

/** What half of the updates must keep to. */
const GOAL_MS = 8

/** The value that a share of all lies at or under. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function chartsTable({ points, updates, rows }: ChartsReport): string {
  let text = `\nAn update of a chart with ${points.toLocaleString('en')} points in each line, ${updates} times over\n\n`
  text += `| chart | script ms, median | 95 % | against a plain canvas | within ${GOAL_MS} ms |\n| --- | --: | --: | --: | --- |\n`
  for (const { chart, p50, p95, ratio } of rows) {
    text += `| ${chart} | ${p50.toFixed(2)} | ${p95.toFixed(2)} | ${ratio.toFixed(1)} x | ${p50 <= GOAL_MS ? 'yes' : 'NO'} |\n`
  }
  return text
}
