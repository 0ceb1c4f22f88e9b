import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { all, newFolder, openHistory, written } from '../histories.ts'
import { BASE, joined, stepOf } from '../steps.ts'

const CHILD = fileURLToPath(new URL('child-writer.ts', import.meta.url))

/** Runs the child until it has printed so many lines, kills it, and tells the last line that came. */
async function killAfter(folder: string, lines: number): Promise<{ recorded: number; committed: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let count = 0
  let last = ''
  for await (const line of createInterface(child.stdout)) {
    last = line
    count += 1
    if (count === lines) child.kill('SIGKILL')
  }
  await ended
  expect(child.signalCode).toBe('SIGKILL')
  const [recorded = NaN, committed = NaN] = last.split(' ').map(Number)
  return { recorded, committed }
}

/** The child does a round each 5 ms or later, of so many changes. */
const CHANGES_OF_ROUND = 20
/** Rounds of the 200 ms of a group commit. */
const ROUNDS_OF_COMMIT = 40
const KILLS = 15
const FEWEST_ROUNDS = 20
const MOST_ROUNDS = 300
/** Another moment at each run: the names of the tests say which. */
const moments = Array.from(
  { length: KILLS },
  () => FEWEST_ROUNDS + Math.floor(Math.random() * (MOST_ROUNDS - FEWEST_ROUNDS)),
)

it.each(moments)('killed after %i rounds: the file opens and lacks no more than a group commit', async (lines) => {
  const folder = await newFolder()
  const { recorded, committed } = await killAfter(folder, lines)
  expect(recorded).toBeGreaterThan(0)

  const { history } = await openHistory(folder)
  expect(history.status()).toMatchObject({ state: 'open', notice: null })
  const rows = await all(history.memberships({}))
  const kept = rows.map(({ firstJoinAt }) => firstJoinAt - BASE).sort((a, b) => a - b)
  // All of the first n and nothing of the rest: a commit is whole or not there.
  expect(kept).toEqual(Array.from(kept, (_, n) => n))
  expect(kept.length).toBeGreaterThanOrEqual(committed)
  expect(recorded - kept.length).toBeLessThanOrEqual(ROUNDS_OF_COMMIT * CHANGES_OF_ROUND)

  // What lasted is closed at the last moment of the clock that the file has.
  const known = BASE + kept.length - 1
  for (const row of rows) {
    expect([row.endReason, row.endedAt]).toEqual(['monitor-stopped', Math.max(known, row.firstJoinAt)])
  }
  const events = await all(history.events({ filter: 'type:gap' }))
  expect(events.map(({ at, reason }) => [at, reason])).toEqual(kept.length === 0 ? [] : [[known, 'monitor-stopped']])

  const back = BASE + 1_000_000
  history.record('tap', stepOf(joined({ host: 1, at: back })), back)
  await written(history)
  const [gap] = await all(history.events({ filter: 'type:gap' }))
  expect(gap?.reason).toBe(`monitor-stopped until ${new Date(back).toISOString()}`)
  expect(await history.count('memberships', { from: back })).toBe(1)
})
