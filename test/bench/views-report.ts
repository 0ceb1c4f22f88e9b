/** What one view of a large table took: times in milliseconds. */
export interface ViewRow {
  view: string
  /** From the request to the first page. */
  firstMs: number
  updates: number
  /** The longest that the event loop was held, by whatever: on a busy machine by others. */
  heldMs: number
  held99Ms: number
  /** Processor time of the longest turn of making views, of the longest look for what is due, and of the longest tick. */
  turnMs: number
  looksMs: number
  clockMs: number
  gcMs: number
  /** Processors in use. */
  cpu: number
  reports: number
}
export interface ViewsReport {
  hosts: number
  groups: number
  rows: readonly ViewRow[]
  rss: number
}

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`

export function viewsTable({ hosts, groups, rows, rss }: ViewsReport): string {
  const head = [
    'view',
    'first page ms',
    'longest turn ms',
    'loop held ms',
    'loop held 99 % ms',
    'longest GC ms',
    'CPU',
    'reports/s',
  ]
  let text = `\nA table of ${hosts.toLocaleString('en')} hosts in ${groups.toLocaleString('en')} groups, `
  text += `${Math.round(rss / 2 ** 20).toLocaleString('en')} MiB in all\n\n`
  text += line(head) + line(head.map((_, i) => (i === 0 ? '---' : '--:')))
  for (const { view, firstMs, turnMs, heldMs, held99Ms, gcMs, cpu, reports } of rows) {
    text += line([view, firstMs, turnMs.toFixed(1), heldMs, held99Ms, gcMs, cpu, reports])
  }
  return text
}
