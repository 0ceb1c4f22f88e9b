import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TRUNCATED_HEADER, type Answers } from '../../shared/api.ts'
import type { SourceRow } from '../../shared/source.ts'
import { Command, run } from '../cli/command.ts'
import { flooded, pour, REAL, STILL_TRUNCATED, until } from './flooded.ts'
import { memoryGroup } from './memory-group.ts'

/*
 * The product itself, broker and all, in a control group like that of a small container, under a flood. The kernel ends
 * whoever takes more than the group has. Pages of files that are written count too: the group is full of them before the
 * server starts, and has to give them up for it.
 */

const FORGED = 150_000
const GROUP_MB = 600
const LONG = 300_000
const group = memoryGroup(`rollcall-test-${process.pid}`, GROUP_MB * 1_024 ** 2)
if (typeof group === 'string') console.warn(`SKIPPED: a server in a control group with ${GROUP_MB} MB: ${group}`)

describe.skipIf(typeof group === 'string')(`a control group with ${GROUP_MB} MB`, () => {
  if (typeof group === 'string') return
  let folder = ''
  let command: Command
  let url = ''
  let frames = 0
  let source: SourceRow
  let truncated: string | null = null

  const tap = async (): Promise<SourceRow> => {
    const answer = await fetch(`${url}/api/v1/sources`)
    truncated = answer.headers.get(TRUNCATED_HEADER) ?? truncated
    const { rows } = (await answer.json()) as Answers['/sources']
    if (!rows[0]) throw new Error('there is no source')
    return rows[0]
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-pressure-'))
    // It may have to be built first.
    await run(['--version'])
    const [program = '', ...rest] = group.before
    spawnSync(program, [...rest, 'dd', 'if=/dev/zero', `of=${join(folder, 'pages')}`, 'bs=1M', `count=${GROUP_MB}`])
    const args = ['serve', '--source', 'tap=stdin', '--listen', '127.0.0.1:0', '--data', folder]
    command = new Command(args, group.before)
    const ended = command.ended.then(({ stderr, signal }) => {
      throw new Error(`the server ended (${String(signal)}): ${stderr}`)
    })
    const flood = async (): Promise<void> => {
      await until(
        () => Promise.resolve(command.stderr),
        (said) => said.includes('History in'),
      )
      url = /open (http:\/\/[^/]+)\//.exec(command.stderr)?.[1] ?? ''
      frames = await pour(flooded(Date.now(), FORGED, STILL_TRUNCATED), command.child.stdin)
      source = await until(tap, (row) => row.frames === frames)
    }
    await Promise.race([flood(), ended])
  }, LONG)
  afterAll(async () => {
    command.child.kill('SIGTERM')
    await command.ended.catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
    // The kernel takes its time to forget the last process.
    await until(
      async () => {
        await sleep(100)
        try {
          group.remove()
          return true
        } catch {
          return false
        }
      },
      (isGone) => isGone,
    )
  }, LONG)

  it('is what the bound is made of, and that is said at the start', () => {
    expect(command.stderr).toMatch(/The server takes 472 MB of the memory at most \(its control group has 600 MB\)\./)
  })

  it('ends nobody: the flood is read to its last frame, and what found no room is counted', () => {
    expect(group.killed()).toBe(0)
    expect(group.met()).toBeGreaterThan(0)
    expect(source.frames).toBe(frames)
    expect(source.refused.memberships + source.refused.groups + source.refused.segments).toBeGreaterThan(1_000)
    expect(truncated).toMatch(/^\d+; since=\d{4}-/)
  })

  it('hides nobody who answers, and the history goes on', async () => {
    const path = '/groups?limit=100&filter=group:239.200.0.0/24'
    const { rows } = (await (await fetch(`${url}/api/v1${path}`)).json()) as Answers['/groups']
    expect(rows.reduce((sum, { confirmed }) => sum + confirmed, 0)).toBeGreaterThanOrEqual(REAL.hosts)
    const { rows: events } = (await (await fetch(`${url}/api/v1/history/events?limit=1`)).json()) as { rows: unknown[] }
    expect(events).toHaveLength(1)
    expect(command.child.exitCode).toBeNull()
    expect(group.killed()).toBe(0)
  })
})
