import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { countStep } from '../../shared/counts.ts'
import { DAY, HOUR, MINUTE, type EpochMs } from '../../shared/time.ts'
import { Random } from '../../server/capture/simulated/random.ts'
import { asOf } from '../../server/history/intervals/as-of.ts'
import { slotOf, timeOf } from '../../server/history/file/key.ts'
import { Names } from '../../server/history/file/names.ts'
import { PastFile } from '../../server/history/past-file.ts'
import { openForReading } from '../../server/history/file/sqlite.ts'
import { done } from '../../server/views/work.ts'
import { measure } from './child-cpu.ts'
import { generateHistory, type Numbers } from './history-generate.ts'
import { ingest } from './history-ingest.ts'
import type { HistoryReport, Question } from './history-report.ts'

/*
 * Child of the benchmark: what a large history answers, and how fast. --folder FOLDER is one that history-generate.ts has
 * written; else one of --events is written first.
 */

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    events: { type: 'string', default: '2000000' },
    seconds: { type: 'string', default: '20' },
  },
})
/** Random choices of each question. */
const CHOICES = 20
/** As dense as 50 million in 30 days. */
const EVENTS_A_DAY = 50_000_000 / 30

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const own = values.folder === undefined ? mkdtempSync(join(tmpdir(), 'rollcall-past-')) : null
const folder = own ?? values.folder ?? ''
let writtenPerCpuSecond: number | null = null
if (own !== null) {
  const events = Number(values.events)
  say(`writing a history of ${events} events`)
  const size: Numbers = { events, days: events / EVENTS_A_DAY, hosts: 50_000, groups: 2_000, segments: 50, seed: 1 }
  const { events: wrote, cpuMs } = generateHistory(folder, size)
  writtenPerCpuSecond = (wrote * 1_000) / cpuMs
}

const file = PastFile.pathIn(folder)
const db = openForReading(file)
const past = new PastFile(folder)
const random = new Random(7)
const events = db.prepare('SELECT count(*) FROM event').pluck().get() as number
const [first, last] = ['min', 'max'].map((of) =>
  timeOf(db.prepare(`SELECT ${of}(id) FROM event`).pluck().get() as number, 0),
)
const [begin, end] = [first ?? 0, last ?? 0]
const moment = (): EpochMs => Math.floor(random.between(begin + Math.min(HOUR, (end - begin) / 2), end))
const names = new Names(db)
const groups = db.prepare('SELECT id FROM segment_group').pluck().all() as number[]
const hosts = db.prepare('SELECT id FROM host').pluck().all() as number[]

async function rowsOf(name: 'events' | 'memberships', query: Parameters<PastFile['events']>[0]): Promise<number> {
  let count = 0
  for await (const rows of past[name](query)) count += rows.length
  return count
}

/** `ask` gives the number of rows; `scan`: the same question in SQL, without an index. */
async function question(
  name: string,
  goalMs: number,
  ask: () => Promise<number> | number,
  scan?: string,
): Promise<void> {
  const cpu: number[] = []
  const wall: number[] = []
  const rows: number[] = []
  // The first starts the reading thread.
  await ask()
  for (let choice = 0; choice < CHOICES; choice += 1) {
    const from = process.cpuUsage()
    const at = performance.now()
    rows.push(await ask())
    wall.push(performance.now() - at)
    const { user, system } = process.cpuUsage(from)
    cpu.push((user + system) / 1_000)
  }
  const middle = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
  const scanned = scan === undefined ? null : measure(['sqlite3', '-readonly', file, scan])
  if (scan !== undefined && !scanned) say('SKIPPED: the full scan: sqlite3 is not installed (apt-get install sqlite3)')
  questions.push({
    name,
    goalMs,
    rows: middle(rows),
    cpu: { median: middle(cpu), worst: Math.max(...cpu) },
    wall: { median: middle(wall), worst: Math.max(...wall) },
    scanCpu: scanned && scanned.seconds * 1_000,
  })
  say(JSON.stringify(questions.at(-1)))
}

const questions: Question[] = []
const filterOf = (kind: 'group' | 'host', id: number): string => {
  const { place, ...one } = kind === 'group' ? names.group(id) : names.host(id)
  return `${kind}:${'group' in one ? one.group : one.host} segment:${place.segment}`
}
const some = random.pick(groups)
const at = (slotOf(moment()) / 512).toFixed(0)
await question(
  'events of a group in 24 hours',
  100,
  () => {
    const from = moment() - DAY
    return rowsOf('events', { from, to: from + DAY, filter: filterOf('group', random.pick(groups)) })
  },
  `SELECT count(*) FROM event WHERE grp = ${some} AND +id > ${slotOf(end - DAY)}`,
)
await question(
  'events of a host in a month',
  100,
  () => rowsOf('events', { from: end - 30 * DAY, to: end + 1, filter: filterOf('host', random.pick(hosts)) }),
  `SELECT count(*) FROM event WHERE host = ${random.pick(hosts)}`,
)
await question(
  'who was in a group at a moment',
  100,
  () => done(asOf(db, moment(), { group: [random.pick(groups)] })).length,
  `SELECT count(*) FROM event WHERE grp = ${some} AND (id >> 9) - (what >> 16) > ${at}
     AND (id >> 9) - (what >> 16) - lasted <= ${at}`,
)
await question(
  'the whole table as of a moment',
  100,
  () => done(asOf(db, moment())).length,
  `SELECT count(*) FROM event WHERE (id >> 9) - (what >> 16) > ${at} AND (id >> 9) - (what >> 16) - lasted <= ${at}`,
)
const to = Math.floor(end / HOUR) * HOUR
await question('counts of everything over all of it, by the page', 300, async () => {
  const from = to - Math.min(30 * DAY, Math.floor((end - begin) / HOUR) * HOUR)
  const { value } = (await past.counts({ from, to, step: countStep(to - from), filter: '', tail: [] })).sizes
    .memberships
  return value.length
})
await question('the same by the minute', 300, async () => {
  const from = to - Math.min(30 * DAY, Math.floor((end - begin) / HOUR) * HOUR)
  const { value } = (await past.counts({ from, to, step: MINUTE, filter: '', tail: [] })).sizes.memberships
  return value.length
})
const pages = db.pragma('page_count', { simple: true }) as number
const free = db.pragma('freelist_count', { simple: true }) as number
const octets = (pages - free) * (db.pragma('page_size', { simple: true }) as number)
db.close()
await past.stop()
say(`${statSync(file).size} octets; taking changes in`)
const seconds = Number(values.seconds)
const ingested = [await ingest(16_000, seconds), await ingest(80_000, seconds / 2)]
const report: HistoryReport = {
  events,
  days: (end - begin) / DAY,
  octetsPerEvent: octets / events,
  writtenPerCpuSecond,
  questions,
  ingest: ingested,
}
process.stdout.write(`${JSON.stringify(report)}\n`)
if (own !== null) rmSync(own, { recursive: true, force: true })
// The histories that took changes in are not stopped: a million that last would be closed.
process.exit()
