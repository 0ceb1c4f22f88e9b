import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findings, parseMoment } from '../../server/cli/findings.ts'
import { MIGRATIONS } from '../../server/history/file/schema.ts'
import { openForWriting } from '../../server/history/file/sqlite.ts'
import { Tap } from '../../server/tap.ts'
import { run } from '../cli/command.ts'
import { newFolder, openHistory } from '../history/histories.ts'
import { readFrames } from '../membership/captured.ts'

let printed = ''
beforeEach(() => {
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

const NOW = Date.UTC(2025, 10, 27)
const OPTIONS = { from: NOW - 86_400_000 * 2, to: null, config: null, formula: 'rfc3376' as const }
const lines = (): Record<string, unknown>[] =>
  printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('rollcall findings', () => {
  it('prints a line a finding, then what was counted and what could not be judged', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
    for (const frame of readFrames('hour.pcap')) history.record('hour', tap.take(frame), tap.table.clock)
    await history.stop()
    expect(await findings({ ...OPTIONS, data: folder }, NOW)).toBe(0)
    const told = lines()
    const end = told.pop()
    expect(told.find(({ code }) => code === 'querier-silent')).toMatchObject({
      code: 'querier-silent',
      severity: 'warning',
      segment: 'hour/10',
      subject: { group: null, host: null },
      lasts: expect.any(Number),
    })
    expect(end).toMatchObject({ final: 'end', to: NOW, findings: { 'querier-silent': 1, 'querier-changed': 2 } })
    expect(end?.['notJudged']).toContain('loop')
  })

  it.each<[object, RegExp]>([
    [{ data: '/nowhere' }, /^There is no history in \/nowhere\. Remedy: --data FOLDER\.$/],
    [{ from: NOW + 5 }, /--from must be before --to/],
    [{ from: NOW - 86_400_000 * 40 }, /31 days at most/],
    [{ config: '/nowhere' }, /Cannot read the configuration/],
  ])('%o is refused', async (options, words) => {
    const folder = await newFolder()
    openForWriting(`${folder}/rollcall.db`).close()
    await expect(findings({ ...OPTIONS, data: folder, ...options }, NOW)).rejects.toThrow(words)
    expect(printed).toBe('')
  })

  it('as a program of its own waits for what it reads, and says what it needs', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
    for (const frame of readFrames('hour.pcap')) history.record('hour', tap.take(frame), tap.table.clock)
    await history.stop()
    const asked = await run(['findings', '--data', folder, '--from', '2025-11-25', '--to', '2025-11-27'])
    expect([asked.status, asked.stderr]).toEqual([0, ''])
    expect(asked.stdout).toMatch(/^\{"code":"two-queriers".*\n(.*\n)+\{"final":"end",.*\}\n$/)
    const wrong = await run(['findings', '--data', folder, '--from', 'yesterday'])
    expect([wrong.status, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toContain('"yesterday" is no time, as in 2025-11-26T08:00:00Z or 7d.')
  }, 120_000)

  it('of a file of an older version is refused, which a start of the server brings forward', async () => {
    const folder = await newFolder()
    openForWriting(`${folder}/rollcall.db`, MIGRATIONS.slice(0, 1)).close()
    await expect(findings({ ...OPTIONS, data: folder }, NOW)).rejects.toThrow(
      /written by an older Rollcall \(schema 1;/,
    )
  })
})

describe('a moment', () => {
  it.each([
    ['7d', NOW - 7 * 86_400_000],
    ['12h', NOW - 43_200_000],
    ['2025-11-26', Date.UTC(2025, 10, 26)],
    ['2025-11-26T08:00:00Z', Date.UTC(2025, 10, 26, 8)],
    ['2025-11-26T08:00:00-03:00', Date.UTC(2025, 10, 26, 11)],
    ['1764147600000', 1_764_147_600_000],
    ['yesterday', null],
    ['2025-11-26T08:00:00', null],
    ['2025-13-45', null],
    ['', null],
    ['7w', null],
  ])('%s', (text, at) => {
    expect(parseMoment(text, NOW)).toBe(at)
  })
})
