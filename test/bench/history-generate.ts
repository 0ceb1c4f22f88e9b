import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DAY, HOUR, MINUTE, type EpochMs } from '../../shared/time.ts'
import { KEEP } from '../../server/history/upkeep/keep.ts'
import { Outbox } from '../../server/history/writing/outbox.ts'
import { FILE_NAME, makeFolder, openForWriting, type Db } from '../../server/history/file/sqlite.ts'
import { Writer } from '../../server/history/writer.ts'
import { Town } from './history-town.ts'

/*
 * tsx test/bench/history-generate.ts FOLDER [--events N] [--days N] [--hosts N] [--groups N] [--segments N] [--seed N]:
 * a history of a town that watches television, written by the writer of the product. Its clock is its own. One that was
 * ended before it had so many events goes on, as a monitor does that is started again.
 */

const FIRST: EpochMs = Date.UTC(2026, 0, 5)
/** More than any of these takes: nothing is to be taken away. */
const MAX_BYTES = 64 * 1_024 ** 3
const NUMBERS = {
  events: '50000000',
  days: '30',
  hosts: '50000',
  groups: '2000',
  segments: '50',
  seed: '1',
} as const
export type Numbers = Record<keyof typeof NUMBERS, number>

/** How many events there are, and the minute after the last of them. */
function standing(db: Db): { before: number; from: EpochMs } {
  const before = db.prepare('SELECT count(*) FROM event').pluck().get() as number
  const last = db.prepare('SELECT max(last_at) FROM source').pluck().get() as EpochMs | null
  return { before, from: last === null ? FIRST : Math.ceil(last / MINUTE) * MINUTE }
}

/** Writes it, and tells what it took of the processor. */
export function generateHistory(folder: string, { events, days, ...size }: Numbers): { events: number; cpuMs: number } {
  makeFolder(folder)
  const file = join(folder, FILE_NAME)
  const db = openForWriting(file)
  const writer = new Writer(db, file, { ...KEEP, maxBytes: MAX_BYTES })
  const { before, from } = standing(db)
  if (before > 0) writer.closeLastRun()
  const outbox = new Outbox()
  const town = new Town({ ...size, seed: size.seed + before, changesAnHour: events / days / 24 })
  const cpu = process.cpuUsage()
  let told = 0
  for (let at = from; before + town.changes < events && at < FIRST + 2 * days * DAY; at += MINUTE) {
    for (const { step, at: clock } of town.minute(at)) outbox.add('bench', step, clock)
    if (outbox.ready || at % (10 * MINUTE) === 0) {
      const batch = outbox.take()
      if (batch) {
        writer.commit(batch)
        outbox.committed(batch.changes)
      }
    }
    if (at % (12 * HOUR) === 0 && at > told) {
      told = at
      process.stderr.write(`${new Date(at).toISOString()} ${before + town.changes} events\n`)
    }
  }
  const batch = outbox.take()
  if (batch) writer.commit(batch)
  const { user, system } = process.cpuUsage(cpu)
  writer.checkpoint()
  db.close()
  return { events: town.changes, cpuMs: (user + system) / 1_000 }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, value]) => [name, { type: 'string', default: value } as const]),
  )
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [folder] = positionals
  if (folder === undefined) throw new Error('give a folder')
  const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))
  process.stdout.write(`${JSON.stringify(generateHistory(folder, numbers as Numbers))}\n`)
}
