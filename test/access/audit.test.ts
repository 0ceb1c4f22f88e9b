import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  Audit,
  MAX_ASIDE,
  MAX_ASIDE_OF_REST,
  MAX_LOOKED,
  MAX_REFUSED,
  type AuditEntry,
} from '../../server/access/audit.ts'
import { MAX_QUEUED } from '../../server/access/audit-files.ts'
import { MAX_SUBJECT } from '../../server/access/audit-line.ts'

let folder: string
let told: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-audit-'))
  told = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (maxFile?: number, at = folder): Audit =>
  new Audit({ folder: at, now: () => 5, log: (text) => told.push(text), ...(maxFile === undefined ? {} : { maxFile }) })
const entry = (subject: string): AuditEntry => ({
  ...{ action: 'exported', who: 'ana', role: 'operator', address: '192.0.2.7', done: true },
  subject,
})
/** More than find room where a file has a thousand octets. */
const ROWS = 200
const path = (): string => join(folder, 'audit.jsonl')

describe('the audit log', () => {
  it('is read the newest first, page by page, also after a restart', async () => {
    const first = open()
    for (const subject of ['a', 'b', 'c']) first.write(entry(subject))
    await first.flushed()
    const again = open()
    again.write(entry('d'))
    await again.flushed()
    const page = again.page(3, null)
    expect(page.rows.map(({ id, subject }) => [id, subject])).toEqual([
      [4, 'd'],
      [3, 'c'],
      [2, 'b'],
    ])
    expect(page.next).toBe(2)
    expect(again.page(3, page.next)).toMatchObject({ rows: [{ id: 1, subject: 'a' }], next: null, lost: 0 })
    expect(statSync(path()).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['a line end', 'a\n{"id":99,"action":"signed-in"}'],
    ['a terminal escape', '\u001b[2Jgone'],
    ['a C1 control', '\u009b31m'],
    ['a mark that turns the direction', 'abc\u202ecba'],
    ['a line separator', 'a\u2028b'],
    ['half a pair', 'a\ud800b'],
    ['what nobody sees', 'a\u200bb'],
  ])('%s is written out', async (_, subject) => {
    const audit = open()
    audit.write({ ...entry(subject), who: subject })
    await audit.flushed()
    const text = readFileSync(path(), 'utf8')
    expect(text.trim().split('\n').length).toBe(1)
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028\u202e]/)
    expect(audit.page(5, null).rows.length).toBe(1)
  })

  it('a subject of 10 MB is cut', async () => {
    const audit = open()
    audit.write(entry('x'.repeat(10_000_000)))
    await audit.flushed()
    expect(audit.page(1, null).rows[0]?.subject.length).toBe(MAX_SUBJECT)
  })

  it('is put aside when it is large, and the oldest goes', async () => {
    const audit = open(1_000)
    for (let i = 1; i <= ROWS; i += 1) {
      audit.write(entry(`row ${i}`))
      await audit.flushed()
    }
    const rows = [...audit.rows()]
    expect(rows[0]?.subject).toBe(`row ${ROWS}`)
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, i) => ROWS - i))
    expect(rows.length).toBeLessThan(ROWS)
    // A page far back is the same, whatever file it lies in.
    expect(audit.page(3, 150).rows.map(({ id }) => id)).toEqual([149, 148, 147])
    expect(() => statSync(`${path()}.${MAX_ASIDE + 1}`)).toThrow()
    for (const name of [path(), `${path()}.1`, `${path()}.${MAX_ASIDE}`]) {
      expect(statSync(name).size).toBeLessThan(1_300)
    }
    expect(open(1_000).page(1, null).rows[0]?.id).toBe(ROWS)
  })

  it('a line that breaks off costs that line', async () => {
    const audit = open()
    audit.write(entry('a'))
    await audit.flushed()
    appendFileSync(path(), '{"id":2,"at":5,"act')
    const again = open()
    again.write(entry('c'))
    await again.flushed()
    expect([...again.rows()].map(({ subject }) => subject)).toEqual(['c', 'a'])
  })

  it('a disk that takes nothing is told once, stops nobody, and what is lost is counted', async () => {
    const place = join(folder, 'audit.jsonl')
    mkdirSync(place)
    const audit = open()
    for (let i = 0; i < 3; i += 1) {
      audit.write(entry('lost'))
      await audit.flushed()
    }
    expect(audit.lost).toBe(3)
    expect(told.length).toBe(1)
    expect(told[0]).toMatch(/audit\.jsonl cannot be written \(.*\); what happens meanwhile is only counted/)
    rmSync(place, { recursive: true })
    audit.write(entry('kept'))
    await audit.flushed()
    expect(audit.page(5, null)).toMatchObject({ rows: [{ subject: 'kept' }], lost: 3 })
    expect(told[1]).toMatch(/is written again; 3 rows are lost/)
  })

  it('more than waits for the disk is counted as lost', async () => {
    const audit = open()
    for (let i = 0; i < MAX_QUEUED + 10; i += 1) audit.write(entry('many'))
    await audit.flushed()
    // Those that were taken at once wait no more.
    expect(audit.lost).toBeGreaterThan(0)
    expect([...audit.rows()].length + audit.lost).toBe(MAX_QUEUED + 10)
  })

  it('what somebody else wrote there is not believed', async () => {
    writeFileSync(path(), 'hello\n{"id":7}\n[]\n{"id":8,"at":1,"action":"flew"}\n')
    const audit = open()
    audit.write(entry('a'))
    await audit.flushed()
    expect([...audit.rows()].map(({ id }) => id)).toEqual([1])
  })

  it.each([
    ['what cannot be seen', '\u0001'.repeat(MAX_SUBJECT)],
    ['half pairs', '\ud800'.repeat(MAX_SUBJECT)],
    ['a mark of a language', '\u{e0001}'.repeat(MAX_SUBJECT)],
    ['signs of JSON', '"'.repeat(MAX_SUBJECT)],
  ])('a row of %s is no longer than any other one', async (_, subject) => {
    const audit = open()
    audit.write(entry(subject))
    await audit.flushed()
    const { subject: kept = '' } = audit.page(1, null).rows[0] ?? {}
    expect(kept.length).toBeLessThanOrEqual(MAX_SUBJECT)
    // Nothing is cut in the middle of what was written out.
    expect(kept.replace(/\\u\{[0-9a-f]+\}/g, '')).not.toMatch(/\\/)
    expect(statSync(path()).size).toBeLessThan(3 * MAX_SUBJECT)
  })

  /** Each from a network of its own: as many as there may be rows. */
  const flood = async (audit: Audit, more: Partial<AuditEntry>): Promise<void> => {
    for (let i = 0; i < 10 * ROWS; i += 1) {
      audit.write({ ...entry('x'.repeat(MAX_SUBJECT)), address: `10.0.${i >> 8}.${i & 255}`, ...more })
      if (i % 100 === 0) await audit.flushed()
    }
    await audit.flushed()
  }
  it.each<[string, Partial<AuditEntry>, string]>([
    ['what a display is refused', { role: 'display', action: 'wall-removed', done: false }, 'audit-refused.jsonl'],
    ['what an operator fails at', { done: false }, 'audit-refused.jsonl'],
    ['a wrong token', { who: null, role: null, action: 'token-refused', done: false }, 'audit-refused.jsonl'],
    ['what a viewer takes away', { role: 'viewer' }, 'audit-viewers.jsonl'],
    ['a display that signs out again and again', { role: 'display', action: 'signed-out' }, 'audit-viewers.jsonl'],
  ])('%s pushes out nothing that an operator did', async (_, more, name) => {
    const audit = open(10_000)
    audit.write({ ...entry('ana'), action: 'signed-in' })
    await flood(audit, more)
    const rows = [...audit.rows()]
    expect(rows.at(-1)).toMatchObject({ id: 1, action: 'signed-in', subject: 'ana' })
    expect(rows.length).toBeLessThan(10 * ROWS)
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort((a, b) => b - a))
    expect(audit.page(2, 2).rows.map(({ id }) => id)).toEqual([1])
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(() => statSync(join(folder, `${name}.${MAX_ASIDE_OF_REST + 1}`))).toThrow()
    // Numbers go on, whichever file was written last.
    expect(rows[0]?.id).toBeGreaterThan(rows.length)
    const again = open(10_000)
    again.write(entry('later'))
    await again.flushed()
    expect(again.page(1, null).rows[0]).toMatchObject({ id: (rows[0]?.id ?? 0) + 1, subject: 'later' })
  })

  it.each<[string, Partial<AuditEntry>, number]>([
    ['refused', { done: false }, MAX_REFUSED],
    ['done by who may only look', { role: 'viewer' }, MAX_LOOKED],
  ])('what is %s from one network again and again is one row after a while', async (_, more, most) => {
    let now = 0
    const audit = new Audit({ folder, now: () => now, log: (text) => told.push(text) })
    for (let i = 1; i <= 1_000; i += 1) {
      audit.write({ ...entry(`row ${i}`), ...more, address: `2001:db8::${i.toString(16)}` })
    }
    audit.write({ ...entry('another'), ...more, address: '2001:db8:0:1::1' })
    await audit.flushed()
    const subjects = (): string[] => audit.page(500, null).rows.map(({ subject }) => subject)
    expect(subjects()).toEqual(['another', ...Array.from({ length: most }, (_, i) => `row ${most - i}`)])
    now = 60_000
    audit.look()
    await audit.flushed()
    expect(subjects()[0]).toBe(`(${1_000 - most} of one minute, the last) row 1000`)
    // And at the end what was not told yet.
    for (let i = 0; i <= most; i += 1) audit.write({ ...entry('again'), ...more })
    await audit.close()
    expect(subjects().filter((subject) => subject === 'again').length).toBe(most + 1)
  })
})
