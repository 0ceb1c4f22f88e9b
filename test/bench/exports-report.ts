/** What one file of the history took, over the whole way. */
export interface ExportRow {
  what: string
  rows: number
  bytes: number
  seconds: number
  /** Of all threads. */
  cpuSeconds: number
  /** The longest that the main thread was held, by whatever: on a busy machine by others. */
  heldMs: number
  /** Octets of the process. */
  memory: { before: number; most: number }
  countCpuSeconds: number
}
export interface ExportsReport {
  rows: readonly ExportRow[]
  /** The program of SQLite, with the numbers of the events; null where it is not installed. */
  rival: { cpuSeconds: number; rows: number } | null
}

/** Rows per CPU-second. */
const GOAL = 200_000

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`
const rate = (rows: number, cpuSeconds: number): string => Math.round(rows / cpuSeconds).toLocaleString('en')
const mib = (bytes: number): number => Math.round(bytes / 2 ** 20)

export function exportsTable({ rows, rival }: ExportsReport): string {
  const head = [
    'file',
    'rows',
    'rows per CPU-second',
    'MiB',
    'loop held ms',
    'memory MiB, before and most',
    'count CPU s',
  ]
  let text = `\nFiles of the history (goal: ${GOAL.toLocaleString('en')} rows per CPU-second for events and memberships)\n\n`
  text += line(head) + line(head.map((_, i) => (i === 0 ? '---' : '--:')))
  for (const { what, rows: count, bytes, cpuSeconds, heldMs, memory, countCpuSeconds } of rows) {
    const held = `${mib(memory.before)}, ${mib(memory.most)}`
    const counting = countCpuSeconds.toFixed(2)
    text += line([what, count.toLocaleString('en'), rate(count, cpuSeconds), mib(bytes), heldMs, held, counting])
  }
  if (rival)
    text += `\nsqlite3 -csv, the numbers of the same events: ${rate(rival.rows, rival.cpuSeconds)} rows per CPU-second\n`
  return text
}
