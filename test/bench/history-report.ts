/** What one question took, of many random choices; milliseconds. */
export interface Question {
  name: string
  /** Rows of the median answer. */
  rows: number
  cpu: { median: number; worst: number }
  wall: { median: number; worst: number }
  /** The same question to the program sqlite3, which looks at all rows; null: it is not installed, or cannot be asked. */
  scanCpu: number | null
  /** Not judged against the time of the others. */
  goalMs: number
}
export interface Ingest {
  perSecond: number
  seconds: number
  lost: number
  mostWaiting: number
  cpuMs: number
}
export interface HistoryReport {
  events: number
  days: number
  octetsPerEvent: number
  /** Changes that the writer takes of the processor in a second, roll-ups, postings and keyframes included. */
  writtenPerCpuSecond: number | null
  questions: readonly Question[]
  ingest: readonly Ingest[]
}

const OCTETS_GOAL = 60
/** Of fewer events the room that hosts and groups take would be judged. */
const JUDGED_FROM = 1_000_000

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`
const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0)

/** Times are told and not judged: they are those of a machine. The size and what was lost are. */
export function historyTable(report: HistoryReport): { text: string; met: boolean } {
  const { events, days, octetsPerEvent, writtenPerCpuSecond, questions, ingest } = report
  let text = `\nA history of ${events.toLocaleString('en')} events over ${days.toFixed(1)} days, `
  text += `${octetsPerEvent.toFixed(1)} octets an event with all that is kept of it`
  text +=
    writtenPerCpuSecond === null
      ? '\n\n'
      : `, ${Math.round(writtenPerCpuSecond).toLocaleString('en')} written a CPU-second\n\n`
  const head = ['question', 'rows', 'CPU ms', 'worst', 'ms', 'worst', 'goal', 'times less CPU than a full scan']
  text += line(head) + line(head.map((_, i) => (i === 0 ? '---' : '--:')))
  for (const { name, rows, cpu, wall, scanCpu, goalMs } of questions) {
    const less = scanCpu === null ? '' : (scanCpu / cpu.median).toFixed(0)
    const times = [ms(cpu.median), ms(cpu.worst), ms(wall.median), ms(wall.worst)]
    text += line([name, rows, ...times, `${goalMs} ms`, less])
  }
  const columns = ['changes a second', 'seconds', 'lost', 'most that waited', 'CPU s']
  text += `\n${line(columns)}${line(columns.map(() => '--:'))}`
  for (const { perSecond, seconds, lost, mostWaiting, cpuMs } of ingest) {
    text += line([perSecond.toLocaleString('en'), seconds, lost, mostWaiting, (cpuMs / 1_000).toFixed(1)])
  }
  const isSmall = events < JUDGED_FROM || octetsPerEvent < OCTETS_GOAL
  return { text, met: isSmall && ingest.every(({ lost }) => lost === 0) }
}
