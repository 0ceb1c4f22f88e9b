import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Audit, MAX_ASIDE, MAX_QUEUED, type AuditEntry } from '../../server/access/audit.ts'
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
  ...{ action: 'exported', who: 'ana', role: 'viewer', address: '192.0.2.7', done: true },
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
})
