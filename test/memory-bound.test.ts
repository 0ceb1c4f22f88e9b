import { describe, expect, it } from 'vitest'
import { boundSentence, memoryExamined } from '../server/cli/memory-told.ts'
import { memoryBound, memoryFor } from '../server/memory-bound.ts'
import { LEAST_MEMORY, USUAL_MEMORY } from '../server/memory-budget.ts'
import type { MemoryHere } from '../server/memory-here.ts'

const MIB = 1_024 ** 2
const group = (mib: number): MemoryHere => ({ bytes: mib * MIB, of: 'group' })
const machine = (mib: number): MemoryHere => ({ bytes: mib * MIB, of: 'machine' })

/** What was told, where, the bound in MiB, and what is said at the start. */
const cases: readonly (readonly [number | null, MemoryHere, number, string | null])[] = [
  [null, machine(24_105), 1_024, null],
  [null, group(2_048), 1_024, null],
  [null, group(512), 392, 'The server takes 392 MB of the memory at most (its control group has 512 MB).'],
  [null, group(600), 472, 'The server takes 472 MB of the memory at most (its control group has 600 MB).'],
  [null, machine(981), 586, 'The server takes 586 MB of the memory at most (this machine has 981 MB).'],
  [2_048, machine(8_192), 2_048, 'The server takes 2048 MB of the memory at most (--max-memory).'],
  [
    1_024,
    group(512),
    1_024,
    '--max-memory 1024MB is more than fits beside the captures into the 512 MB of its control group: the system may end the server in a flood. Remedy: --max-memory 392MB, or a control group with 1207 MB.',
  ],
  [
    512,
    group(256),
    512,
    '--max-memory 512MB is more than fits beside the captures into the 256 MB of its control group: the system may end the server in a flood. Remedy: a control group with 644 MB.',
  ],
  [
    null,
    group(300),
    384,
    'The 384 MB that a server needs are more than fits beside the captures into the 300 MB of its control group: the system may end the server in a flood. Remedy: a control group with 503 MB.',
  ],
  [
    null,
    machine(64),
    384,
    'The 384 MB that a server needs are more than fits beside the captures into the 64 MB of this machine: the system may end the server in a flood. Remedy: a machine with 759 MB.',
  ],
]

describe('the bound of memory', () => {
  it.each(cases)('told %j, %j: %i MB', (told, here, mib, said) => {
    const bound = memoryBound(told === null ? null : told * MIB, here)
    expect(Math.floor(bound.bytes / MIB)).toBe(mib)
    expect(boundSentence(bound)).toBe(said)
  })

  it.each(['group', 'machine'] as const)(
    'what is said to be needed of a %s is enough, and a mebibyte less is not',
    (of) => {
      for (const bound of [LEAST_MEMORY, 700 * MIB, USUAL_MEMORY]) {
        const needed = memoryFor(bound, of)
        expect(memoryBound(bound, { bytes: needed, of }).fitting).toBeGreaterThanOrEqual(bound)
        expect(memoryBound(bound, { bytes: needed - MIB, of }).fitting).toBeLessThan(bound)
      }
    },
  )

  it('the doctor tells it, and what is missing', () => {
    expect(memoryExamined(memoryBound(null, group(600)))).toEqual({
      says: 'the server takes 472 MB of the memory at most (its control group has 600 MB)',
      trouble: null,
    })
    expect(memoryExamined(memoryBound(null, machine(512)))).toEqual({
      says: 'the 384 MB that a server needs do not fit beside the captures: this machine has 512 MB',
      trouble: { remedy: 'a machine with 759 MB' },
    })
  })
})
