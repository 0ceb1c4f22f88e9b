import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createGzip } from 'node:zlib'
import { PastFile } from '../../server/history/past-file.ts'
import { FILE_NAME } from '../../server/history/file/sqlite.ts'
import type { FileOptions, HistoryQuery } from '../../server/history/store.ts'
import { EXPORT_FORMATS, type ExportName } from '../../shared/export.ts'
import { SECOND } from '../../shared/time.ts'
import { measure } from './child-cpu.ts'
import type { ExportRow, ExportsReport } from './exports-report.ts'
import { generateHistory } from './history-generate.ts'

/*
 * Child of the benchmark: what a file of the history takes, over the whole way from the pages of the database to the file
 * on the disk, of all threads together. Beside it the program of SQLite, which writes the numbers of the rows as they are.
 */

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    hosts: { type: 'string', default: '50000' },
    groups: { type: 'string', default: '2000' },
    /** A history that is there already. */
    data: { type: 'string' },
  },
})
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const MEMORY_EVERY_MS = 20

interface Run {
  name: ExportName
  what: string
  query?: HistoryQuery
  options?: FileOptions
  gzip?: boolean
}
const FILTER = { filter: 'vlan:10|11|12|13|14 -type:changed' }
const RUNS: readonly Run[] = [
  ...EXPORT_FORMATS.flatMap((format): Run[] => [
    { name: 'events', what: `events.${format}`, options: { format } },
    { name: 'memberships', what: `memberships.${format}`, options: { format } },
  ]),
  { name: 'events', what: 'events.csv, local time', options: { zone: 'America/Sao_Paulo' } },
  { name: 'events', what: 'events.csv, filtered', query: FILTER },
  { name: 'events', what: 'events.csv.gz', gzip: true },
  { name: 'counts', what: 'counts.csv' },
  { name: 'snapshot', what: 'snapshot.csv' },
]

async function run(
  past: PastFile,
  folder: string,
  { name, what, query = {}, options = {}, gzip }: Run,
): Promise<ExportRow> {
  const file = join(folder, 'file')
  let rows = 0
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of past.fileOf(name, query, options)) {
      rows += piece.rows
      yield piece.bytes
    }
  }
  const before = process.memoryUsage.rss()
  let most = before
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), MEMORY_EVERY_MS)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.cpuUsage()
  const from = performance.now()
  const text = Readable.from(pieces(), { highWaterMark: 1 })
  await (gzip ? pipeline(text, createGzip(), createWriteStream(file)) : pipeline(text, createWriteStream(file)))
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - from) / SECOND
  delay.disable()
  clearInterval(watching)
  const cpuSeconds = (user + system) / 1e6
  const count = process.cpuUsage()
  const counted = await past.count(name, query)
  const counting = process.cpuUsage(count)
  if (counted !== rows) throw new Error(`${what}: ${counted} rows were counted, ${rows} came`)
  const row = {
    what,
    rows,
    bytes: statSync(file).size,
    seconds,
    cpuSeconds,
    heldMs: Math.round(delay.max / 1e5) / 10,
    memory: { before, most },
    countCpuSeconds: (counting.user + counting.system) / 1e6,
  }
  say(JSON.stringify(row))
  return row
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-exports-'))
try {
  const data = values.data ?? join(folder, 'data')
  if (values.data === undefined) {
    say(`writing ${values.events} events`)
    const [events, hosts, groups] = [values.events, values.hosts, values.groups].map(Number) as [number, number, number]
    generateHistory(data, { events, days: 1, hosts, groups, segments: 50, seed: 1 })
  }
  const past = new PastFile(data)
  const rows: ExportRow[] = []
  for (const one of RUNS) rows.push(await run(past, folder, one))
  await past.stop()
  const rival = measure(['sqlite3', '-csv', join(data, FILE_NAME), 'SELECT * FROM event ORDER BY id'])
  if (!rival) say('SKIPPED: sqlite3 is not installed (apt-get install sqlite3)')
  const report: ExportsReport = { rows, rival: rival && { cpuSeconds: rival.seconds, rows: rows[0]?.rows ?? 0 } }
  process.stdout.write(`${JSON.stringify(report)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
