import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answers } from '../../shared/api.ts'
import { TRUNCATED_HEADER } from '../../shared/api.ts'
import type { SourceRow } from '../../shared/source.ts'
import { Command, run } from '../cli/command.ts'
import { flooded, pour, REAL, until } from './flooded.ts'
import { mostMemory } from './most-memory.ts'

/*
 * The product itself, with five hundred hosts that answer each query, and somebody who forges a hundred and fifty thousand
 * messages within ten seconds of their time.
 */

const FORGED = 150_000
const BOUND_MB = 512
/** Of the bound: the server looks at what it has once a second, and garbage is collected now and then. */
const BETWEEN_TWO_LOOKS = 1.15
const LONG = 300_000
const LINUX = process.platform === 'linux'
if (!LINUX) console.warn('SKIPPED: what a process has had of the memory at most is told by Linux alone')

let folder = ''
let command: Command
let url = ''
let frames = 0
/** At the end of the flood, while the answers of the real hosts go on. */
let source: SourceRow
let truncated: string | null = null
let most = 0

const get = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/api/v1${path}`)).json()) as T
const tap = async (): Promise<SourceRow> => {
  const answer = await fetch(`${url}/api/v1/sources`)
  const { rows } = (await answer.json()) as Answers['/sources']
  truncated = answer.headers.get(TRUNCATED_HEADER) ?? truncated
  if (!rows[0]) throw new Error('there is no source')
  return rows[0]
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-flood-'))
  // It may have to be built first.
  await run(['--version'])
  const memory = ['--max-memory', `${BOUND_MB}MB`]
  command = new Command(['serve', '--source', 'tap=stdin', '--listen', '127.0.0.1:0', '--data', folder, ...memory])
  await until(
    () => Promise.resolve(command.stderr),
    (said) => said.includes('History in'),
  )
  url = /open (http:\/\/[^/]+)\//.exec(command.stderr)?.[1] ?? ''
  const poured = pour(flooded(Date.now(), FORGED), command.child.stdin).then((sent) => (frames = sent))
  const asking = setInterval(() => void tap().catch(() => undefined), 500)
  await poured
  source = await until(tap, (row) => row.frames === frames)
  clearInterval(asking)
  if (LINUX) most = mostMemory(command.child.pid ?? 0)
}, LONG)
afterAll(async () => {
  command.child.kill('SIGTERM')
  await command.ended
  rmSync(folder, { recursive: true, force: true })
})

describe('a flood', () => {
  it('is read to its last frame, and what found no room is counted', () => {
    expect(source.frames).toBe(frames)
    expect(frames).toBeGreaterThan(FORGED)
    expect(source.refused.memberships + source.refused.groups + source.refused.segments).toBeGreaterThan(1_000)
  })

  it.skipIf(!LINUX)('takes no more memory than the server was given, but for what comes between two looks', () => {
    expect(most).toBeGreaterThan(50 * 1_024 ** 2)
    expect(most).toBeLessThan(BETWEEN_TWO_LOOKS * BOUND_MB * 1_024 ** 2)
  })

  it('is told with every answer while it goes on', () => {
    expect(truncated).toMatch(/^\d+; since=\d{4}-/)
  })

  // Of the forged groups nearly none is one of theirs, and some last: between two queries nothing comes here.
  it('hides nobody who answers: each real host is there, confirmed', async () => {
    const { rows } = await get<Answers['/groups']>('/groups?limit=100&filter=group:239.200.0.0/24')
    expect(rows).toHaveLength(REAL.groups)
    expect(rows.reduce((sum, { confirmed }) => sum + confirmed, 0)).toBeGreaterThanOrEqual(REAL.hosts)
  })

  it(
    'ends nobody who answers: the history has each real membership once, and it lasts',
    async () => {
      const filter = encodeURIComponent('host:10.1.0.0/23 group:239.200.0.0/24')
      const lines = await until(
        async () =>
          (await (await fetch(`${url}/api/v1/export/memberships.jsonl?filter=${filter}`)).text()).trim().split('\n'),
        (all) => all.length >= REAL.hosts,
      )
      const rows = lines.map((line) => JSON.parse(line) as { host: string; end_reason: string })
      const real = rows.filter(({ host }) => /^10\.1\.[01]\./.test(host))
      expect(new Set(real.map(({ end_reason: reason }) => reason))).toEqual(new Set(['still-member']))
      expect(new Set(real.map(({ host }) => host)).size).toBe(REAL.hosts)
    },
    LONG,
  )
})
