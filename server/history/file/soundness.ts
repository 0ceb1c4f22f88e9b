import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { SECOND, type DurationMs } from '../../../shared/time.ts'
import { pagesInLog } from './log-pages.ts'
import type { Db } from './sqlite.ts'

/*
 * Is the file sound? A full check reads all of it, which takes minutes for a large one (`rollcall check` does). At a start
 * the header is looked at, and after a run that was killed the small tables and what was written last: that is where an
 * end of power does damage, and it takes no longer than `BUDGET`, however large the file is.
 */

const BUDGET: DurationMs = 2 * SECOND
/** Rows of a large table, the newest, that are read. */
const NEWEST = 50_000

/** From the small to those that can be large. */
const SMALL_TABLES = [
  'meta',
  'source',
  'segment',
  'import',
  'hour_due',
  'group_hour_due',
  'gap',
  'finding_event',
  'finding',
  'source_list',
  'ipv6',
  'segment_group',
  'open',
] as const
const LARGE_TABLES = ['event', 'query', 'minute', 'host'] as const

const HEADER_OCTETS = 100
const MAGIC = 'SQLite format 3\0'
/** The page with this octet is never used, so no log has it (https://sqlite.org/fileformat.html s1.2). */
const LOCK_OCTET = 0x4000_0000

/** What is wrong with the first octets of a file, or with its length; null: nothing, or it is not there yet. */
export function headerFault(file: string): string | null {
  if (!existsSync(file)) return null
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    if (size === 0) return null
    const header = Buffer.alloc(HEADER_OCTETS)
    if (readSync(handle, header, 0, HEADER_OCTETS, 0) < HEADER_OCTETS) return 'it is cut short'
    if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'it does not begin as a database does'
    // https://sqlite.org/fileformat.html s1.3: a page of 65536 octets is written as 1.
    const written = header.readUInt16BE(16)
    const octets = written === 1 ? 65_536 : written
    const pages = header.readUInt32BE(28)
    if (size >= pages * octets || isInLog(file, size, pages, octets)) return null
    // Of a server that runs, the log may have gone into the file meanwhile.
    const { size: found } = fstatSync(handle)
    return found < pages * octets ? `it is cut short: ${found} of ${pages * octets} octets` : null
  } finally {
    closeSync(handle)
  }
}

/**
 * A checkpoint copies pages in their order, and the first says how many there are: one that was broken off (a process that
 * is killed, a full disk) leaves a short file, and what is missing at its end in the log.
 */
function isInLog(file: string, size: number, pages: number, octets: number): boolean {
  const kept = pagesInLog(`${file}-wal`, octets)
  const unused = Math.floor(LOCK_OCTET / octets) + 1
  for (let page = Math.floor(size / octets) + 1; page <= pages; page += 1) {
    if (page !== unused && !kept.has(page)) return false
  }
  return true
}

/** A run that ended cleanly leaves no write-ahead log. */
export function endedUncleanly(file: string): boolean {
  try {
    return statSync(`${file}-wal`).size > 0
  } catch {
    return false
  }
}

/** Throws the error of SQLite, or tells what is wrong; null: nothing was found. `now`: milliseconds of any clock. */
export function sampleFault(db: Db, now: () => DurationMs): string | null {
  const end = now() + BUDGET
  for (const table of LARGE_TABLES) {
    const order = table === 'minute' ? 'at DESC' : 'rowid DESC'
    const rows = db.prepare(`SELECT * FROM ${table} ORDER BY ${order} LIMIT ?`).raw().iterate(NEWEST)
    for (let read = 1; rows.next().done !== true; read += 1) {
      if (read % 1_024 !== 0 || now() <= end) continue
      rows.return?.()
      break
    }
  }
  for (const table of SMALL_TABLES) {
    if (now() > end) return null
    const told = db.pragma(`quick_check('${table}')`, { simple: true })
    if (told !== 'ok') return String(told)
  }
  return null
}
