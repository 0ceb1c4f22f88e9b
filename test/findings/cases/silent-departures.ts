import { says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries, type Line } from './conversation.ts'

const CYCLE = 500

/** Joins a group, answers once, and goes: with a word or without one. */
const stays = (rounds: readonly boolean[]): Line[] =>
  rounds.flatMap((silent, n): Line[] => {
    const group = `239.1.1.${n + 1}`
    const at = n * CYCLE
    const lines: Line[] = [
      [at + 20, '10.0.10.11', says('TO_EX', group)],
      [at + 130, '10.0.10.11', says('IS_EX', group)],
    ]
    return silent ? lines : [...lines, [at + 140, '10.0.10.11', says('TO_IN', group)]]
  })

/** A box that is switched off at the plug more often than not. */
export const silentDepartures: FindingCase = {
  code: 'silent-departures',
  opens: {
    play: (scene) => converse(scene, [...queries(2_500), ...stays([true, false, true, false, true])], 2_500),
    // The fifth membership ends 260 s after 2130 s.
    story: ['2390 opened information 10.0.10.11'],
  },
  almost: {
    play: (scene) => converse(scene, [...queries(2_500), ...stays([true, false, false, false, true])], 2_500),
  },
}
