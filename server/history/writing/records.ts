import { MINUTE } from '../../../shared/time.ts'
import type { Endings } from './endings.ts'
import type { EventTable } from './event-table.ts'
import type { FindingTable } from './finding-table.ts'
import { readFinding, type FindingWords } from './finding-words.ts'
import type { GroupHours } from '../rollups/group-hours.ts'
import type { Intern } from './intern.ts'
import { timeOf, wholeMs, type Keys } from '../file/key.ts'
import type { KeyframeTable } from '../intervals/keyframe-table.ts'
import type { MinuteTable } from '../rollups/minute-table.ts'
import type { OpenIntervals } from '../intervals/open-intervals.ts'
import { MINUTE_COLUMNS } from './minute-columns.ts'
import { OP } from './pack.ts'
import type { RunNumbers } from './run-numbers.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { tableKeys } from '../file/table-keys.ts'
import { readWhat, withContinued, withSlip } from '../file/what.ts'
import type { WordReader } from './words.ts'

/** What is written to. */
export interface Tables {
  readonly intern: Intern
  readonly open: OpenIntervals
  readonly events: EventTable
  readonly keyframes: KeyframeTable
  readonly endings: Endings
  readonly findings: FindingTable
  readonly minutes: MinuteTable
  readonly groupHours: GroupHours
}

/** Writes the records of batches (pack.ts), one after the other. */
export class Records {
  readonly #tables: Tables
  readonly #queries: Keys
  readonly #addQuery: Statement
  readonly #setClock: Statement
  readonly #openGaps: Statement
  readonly #endGap: Statement

  constructor(db: Db, tables: Tables) {
    this.#tables = tables
    this.#queries = tableKeys(db, 'query')
    this.#addQuery = db.prepare('INSERT INTO query VALUES (?, ?, ?, ?, ?, ?)')
    this.#setClock = db.prepare(
      'UPDATE source SET last_at = @at, reached = max(coalesce(reached, @at), @at) WHERE id = @id',
    )
    this.#openGaps = db.prepare('SELECT id FROM gap WHERE source = ? AND until IS NULL').pluck()
    this.#endGap = db.prepare('UPDATE gap SET until = ? WHERE id = ?')
  }

  /** The next one of a batch of this run. */
  apply(words: WordReader, texts: readonly string[], run: RunNumbers): void {
    const { intern, open, events, keyframes, endings, findings, minutes, groupHours } = this.#tables
    const op = words.next()
    switch (op) {
      case OP.member:
        this.#member(words, run)
        return
      case OP.group: {
        const segment = run.segmentId(words.next())
        const at = words.next()
        const bits = words.next()
        const group = intern.group(segment, words.address())
        const sources = intern.list(words.addresses())
        events.add(at, bits, group, null, sources, intern.list(words.addresses()))
        return
      }
      case OP.querier: {
        const segment = run.segmentId(words.next())
        const at = words.next()
        const bits = words.next()
        events.add(at, bits, null, intern.host(segment, words.address(), words.next()))
        return
      }
      case OP.query: {
        const segment = run.segmentId(words.next())
        const { id, slip } = this.#queries.take(words.next())
        const what = withSlip(words.next(), slip)
        const host = intern.host(segment, words.address(), words.next())
        const address = words.address()
        const group = address === 0 ? null : intern.group(segment, address)
        const response = words.next()
        const interval = words.next()
        this.#addQuery.run(id, what, host, group, response, interval === -1 ? null : interval)
        return
      }
      case OP.minute: {
        const index = words.next()
        const segment = run.segmentId(index)
        const at = Math.floor(wholeMs(words.next()) / MINUTE)
        const counts = MINUTE_COLUMNS.map(() => words.next())
        minutes.add(run.sourceId(run.sourceOf(index)), segment, at, counts)
        return
      }
      case OP.clock: {
        const source = run.source(words.next())
        const id = run.sourceId(source)
        const at = wholeMs(words.next())
        this.#setClock.run({ at, id })
        keyframes.clock(id, at)
        groupHours.reached(id, at)
        // A source whose clock began anew (a file that is read again) is back at once.
        if (!source.gapEnded)
          for (const gap of this.#openGaps.all(id) as number[]) this.#endGap.run(Math.max(at, timeOf(gap, 0)), gap)
        source.gapEnded = true
        return
      }
      case OP.gap: {
        const source = run.source(words.next())
        const id = run.sourceId(source)
        const from = words.next()
        const to = words.next()
        const lost = words.next()
        endings.gap(id, from, to, lost, texts[words.next()] ?? '')
        if (lost === 0) return
        source.resumedAt = to
        endings.lose(id, from)
        return
      }
      case OP.setBack: {
        const source = run.source(words.next())
        const id = run.sourceId(source)
        const from = words.next()
        const to = wholeMs(words.next())
        // Nothing is missing in between. What was open ends by the clock that it began with, and goes on by the new one.
        endings.gap(id, from, from, 0, texts[words.next()] ?? '')
        endings.lose(id, from)
        findings.closeAll(id)
        source.resumedAt = to
        // It had come so far, though no batch may have told it.
        this.#setClock.run({ at: wholeMs(from), id })
        this.#setClock.run({ at: to, id })
        keyframes.clock(id, to)
        groupHours.setBack(id)
        return
      }
      case OP.resume: {
        const index = words.next()
        const segment = run.segmentId(index)
        const at = words.next()
        const bits = words.next()
        const group = intern.group(segment, words.address())
        const host = intern.host(segment, words.address(), words.next())
        const since = words.next()
        const reports = words.next()
        const sources = intern.list(words.addresses())
        // One that joined after the gap has its own record.
        if (since >= at || open.continued(group, host)) return
        open.goOn(at, bits, group, host, sources, reports, at)
        keyframes.began(run.sourceId(run.sourceOf(index)), wholeMs(at))
        groupHours.resumed(wholeMs(at), group)
        return
      }
      case OP.finding: {
        this.#finding(readFinding(words, texts), run)
        return
      }
      default:
        throw new Error(`A batch for the history has the unknown operation ${op}.`)
    }
  }

  #finding(told: FindingWords, run: RunNumbers): void {
    const { intern, findings } = this.#tables
    const segment = told.segment === null ? null : run.segmentId(told.segment)
    // Groups and hosts are those of a segment.
    const { group, host } = segment === null ? { group: null, host: null } : told
    findings.write({
      ...told,
      number: run.findings + told.number,
      source: run.sourceId(run.source(told.source)),
      segment,
      group: segment === null || group === null ? null : intern.group(segment, group),
      host: segment === null || host === null ? null : intern.host(segment, host.ip, host.mac),
    })
  }

  #member(words: WordReader, run: RunNumbers): void {
    const { intern, open, events, keyframes } = this.#tables
    const index = words.next()
    const segment = run.segmentId(index)
    const at = words.next()
    const bits = words.next()
    const group = intern.group(segment, words.address())
    const host = intern.host(segment, words.address(), words.next())
    const since = words.next()
    const lastReportAt = words.next()
    const reports = words.next()
    const sources = intern.list(words.addresses())
    const was = intern.list(words.addresses())
    const { kind } = readWhat(bits)
    const source = run.sourceId(run.sourceOf(index))
    if (kind === 'joined') {
      events.add(at, bits, group, host, sources)
      open.add(at, bits, group, host, sources)
      keyframes.began(source, wholeMs(at))
      return
    }
    const resumedAt = run.sourceOf(index).resumedAt ?? Number.NEGATIVE_INFINITY
    const member = Math.max(since, resumedAt)
    const begun = open.end(group, host, member)
    const end = wholeMs(at)
    const lasted = Math.max(end - wholeMs(begun.began), 0)
    const silent = Math.min(Math.max(end - wholeMs(lastReportAt), 0), lasted)
    const told = Math.max(reports - begun.reports, 0)
    const what = begun.changed ? withContinued(bits) : bits
    const id = events.addEnd(at, what, group, host, sources, was, lasted, silent, told)
    keyframes.ended(source, id, end, end - silent)
    if (kind !== 'changed') return
    open.goOn(at, bits, group, host, sources, reports, member)
    keyframes.began(source, end)
  }
}
