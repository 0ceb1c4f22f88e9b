import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const FILE = join(import.meta.dirname, '../../server/cli/unforeseen.ts')

it.each([
  ['thrown', `setTimeout(() => { throw new Error('a table of nobody') }, 1)`],
  ['rejected', `void Promise.reject(new Error('a table of nobody'))`],
  [
    'an event without a listener',
    `setTimeout(() => new EventEmitter().emit('error', new Error('a table of nobody')), 1)`,
  ],
])('%s: one sentence, what was begun is closed, and the status says that it failed', (_, failure) => {
  const script = `
    import { EventEmitter } from 'node:events'
    import { onUnforeseen } from ${JSON.stringify(FILE)}
    const open = setInterval(() => undefined, 1_000)
    onUnforeseen(() => { clearInterval(open); console.log('closed') }, (text) => console.error(text))
    ${failure}`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  )
  expect(status).toBe(1)
  expect(stdout).toBe('closed\n')
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^Rollcall failed in a way that was not foreseen and ends, after its history is closed: a table of nobody \(.*\)$/,
    ),
  ])
})
