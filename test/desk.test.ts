import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeskFile } from '../server/desk-file.ts'
import { Desk } from '../server/desk.ts'
import type { Finding } from '../server/findings/finding.ts'
import { rowKey } from '../server/findings/key.ts'
import { notesIn } from '../server/said-of-folder.ts'
import { keyOf } from '../server/views/findings.ts'
import { HOUR, MINUTE } from '../shared/time.ts'
import { aHost, happened, observed, opened } from './history/reading/found.ts'
import { BASE } from './history/steps.ts'

let folder: string
let now: number
let complaints: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-desk-'))
  now = BASE
  complaints = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (): Desk =>
  new Desk(
    folder,
    () => now,
    (sentence) => complaints.push(sentence),
  )
const found = (at: number): Finding => opened('deaf-host', at, observed('warning', { subject: aHost(5) }))
const about = (finding: Finding): string => keyOf(finding, 'tap')
const key = (finding: Finding): string => rowKey(about(finding), finding.openedAt)
const tell = (desk: Desk, event: 'finding-opened' | 'finding-closed', at: number, finding: Finding): void =>
  desk.sink.step(
    'tap',
    { events: [], queries: [], minutes: [], findings: happened(event, at, finding).findings ?? [] },
    at,
  )

describe('an acknowledgement', () => {
  it('of a file that does not say who it was is by nobody, and what is said since is kept beside it', () => {
    const older = { acknowledged: [{ key: 'a@1', at: 1, note: 'x', open: true }], silenced: [] }
    writeFileSync(join(folder, 'findings-desk.json'), JSON.stringify(older))
    open().acknowledge('b@1', 'y', true, 'token:noc')
    const notes = { 'a@1': { at: 1, by: null, note: 'x' }, 'b@1': { at: BASE, by: 'token:noc', note: 'y' } }
    expect([open().notes(), notesIn(folder)]).toEqual([notes, notes])
    expect(complaints).toEqual([])
  })

  it('is of one finding: the next of its subject has none', () => {
    const desk = open()
    const first = found(BASE)
    tell(desk, 'finding-opened', BASE, first)
    expect(desk.acknowledge(key(first), 'seen', true, 'ana')).toBeNull()
    expect(desk.acknowledged(key(first))).toEqual({ at: BASE, by: 'ana', note: 'seen' })
    tell(desk, 'finding-closed', BASE + 1, first)
    const next = found(BASE + MINUTE)
    tell(desk, 'finding-opened', BASE + MINUTE, next)
    expect(desk.acknowledged(key(next))).toBeNull()
    expect(desk.acknowledged(key(first))?.note).toBe('seen')
    expect(desk.notes()).toEqual({ [key(first)]: { at: BASE, by: 'ana', note: 'seen' } })
  })

  it('is taken back', () => {
    const desk = open()
    desk.acknowledge('a@1', 'x', true)
    desk.acknowledge('a@1', null, true)
    expect(desk.acknowledged('a@1')).toBeNull()
    expect(open().acknowledged('a@1')).toBeNull()
  })

  it('goes on over a restart, for a finding that was open and is found again', () => {
    const before = found(BASE)
    open().acknowledge(key(before), 'the switch is being replaced', true, 'ana')
    now += MINUTE
    const desk = open()
    const again = found(BASE + 5 * MINUTE)
    expect(desk.acknowledged(key(again))).toBeNull()
    tell(desk, 'finding-opened', again.openedAt, again)
    expect(desk.acknowledged(key(again))).toEqual({ at: BASE, by: 'ana', note: 'the switch is being replaced' })
    // That was the one; what opens after it is new.
    tell(desk, 'finding-closed', again.openedAt + 1, again)
    const new1 = found(BASE + 9 * MINUTE)
    tell(desk, 'finding-opened', new1.openedAt, new1)
    expect(desk.acknowledged(key(new1))).toBeNull()
  })

  it('does not, when it had closed, or comes an hour later', () => {
    const before = found(BASE)
    const first = open()
    first.acknowledge(key(before), 'x', true)
    tell(first, 'finding-closed', BASE + 1, before)
    const second = open()
    const again = found(BASE + MINUTE)
    tell(second, 'finding-opened', again.openedAt, again)
    expect(second.acknowledged(key(again))).toBeNull()

    second.acknowledge(key(again), 'y', true)
    const third = open()
    now += HOUR + 1
    const late = found(BASE + 2 * HOUR)
    tell(third, 'finding-opened', late.openedAt, late)
    expect(third.acknowledged(key(late))).toBeNull()
  })

  it('of a finding that has closed makes room; when all are open it is refused', () => {
    const desk = open()
    const LIMIT = 2_000
    for (let n = 0; n < LIMIT; n += 1) desk.acknowledge(`a@${n}`, 'x', n !== 7)
    expect(desk.acknowledge('b@1', 'x', true)).toBeNull()
    expect(desk.acknowledged('a@7')).toBeNull()
    expect(desk.acknowledged('a@6')).not.toBeNull()
    expect(desk.acknowledge('b@2', 'x', true)?.code).toBe('desk-full')
  }, 60_000)
})

describe('a silence', () => {
  it('is of a subject, ends by itself, and survives a restart', () => {
    open().silence('s', BASE + HOUR)
    const desk = open()
    expect(desk.silencedUntil('s')).toBe(BASE + HOUR)
    expect(desk.silencedUntil('t')).toBeNull()
    now = BASE + HOUR
    expect(desk.silencedUntil('s')).toBeNull()
    desk.silence('t', now + 1)
    expect(readFileSync(join(folder, 'findings-desk.json'), 'utf8')).not.toContain('"s"')
  })

  it('is taken back', () => {
    const desk = open()
    desk.silence('s', BASE + HOUR)
    desk.silence('s', null)
    expect(desk.silencedUntil('s')).toBeNull()
  })
})

describe('the file', () => {
  it('is for its owner alone', () => {
    open().silence('s', BASE + HOUR)
    expect(statSync(join(folder, 'findings-desk.json')).mode & 0o777).toBe(0o600)
  })

  it('that is no such file is told, and nobody has said anything', () => {
    writeFileSync(join(folder, 'findings-desk.json'), '{"acknowledged": 3}')
    expect(open().notes()).toEqual({})
    expect(complaints).toEqual([
      `Cannot read ${folder}/findings-desk.json; findings have to be acknowledged and silenced again. It is kept as ${folder}/findings-desk.json.damaged.`,
    ])
  })

  it('that cannot be written is told; what was said holds until the next start', () => {
    const desk = new Desk(
      '/proc/nowhere',
      () => now,
      () => undefined,
    )
    expect(desk.acknowledge('a@1', 'x', true)?.code).toBe('desk-not-kept')
    expect(desk.acknowledged('a@1')?.note).toBe('x')
  })
})

describe('a flood', () => {
  it('of findings that close together is one change of the file', () => {
    const desk = open()
    const many = Array.from({ length: 300 }, (_, i) =>
      opened('deaf-host', BASE, observed('warning', { subject: aHost(i) })),
    )
    for (const finding of many) desk.acknowledge(key(finding), 'seen', true)
    const write = vi.spyOn(DeskFile.prototype, 'write')
    const closed = many.flatMap((finding) => happened('finding-closed', BASE + 1, finding).findings ?? [])
    desk.sink.step('tap', { events: [], queries: [], minutes: [], findings: closed }, BASE + 1)
    expect(write).toHaveBeenCalledTimes(1)
    write.mockRestore()
    const kept: { acknowledged: { open: boolean }[] } = JSON.parse(
      readFileSync(join(folder, 'findings-desk.json'), 'utf8'),
    )
    expect(kept.acknowledged.filter((entry) => !entry.open)).toHaveLength(300)
  })

  it('of entries that somebody wrote into the file leaves the newest', () => {
    const acknowledged = Array.from({ length: 5_000 }, (_, i) => ({ key: `k${i}@1`, at: 1, note: '', open: true }))
    writeFileSync(join(folder, 'findings-desk.json'), JSON.stringify({ acknowledged, silenced: [] }))
    const notes = Object.keys(open().notes())
    expect([notes.length, notes[0], notes.at(-1)]).toEqual([2_000, 'k3000@1', 'k4999@1'])
    expect(complaints).toEqual([])
  })
})
