import { ask, says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries, QUERIER, type Line } from './conversation.ts'

/** Three hosts leave their groups, and the querier asks so late each time. */
const leaves = (late: number): Line[] =>
  [1, 2, 3].flatMap((n): Line[] => {
    const group = `239.1.1.${n}`
    const at = 20 * n
    return [
      [at, `10.0.10.1${n}`, says('TO_EX', group)],
      [at + 5, `10.0.10.1${n}`, says('TO_IN', group)],
      [at + 5 + late, QUERIER, ask(group)],
      [at + 6 + late, QUERIER, ask(group)],
    ]
  })

export const slowLeave: FindingCase = {
  code: 'slow-leave',
  opens: {
    play: (scene) => converse(scene, [...queries(3_700), ...leaves(1.2)], 3_800),
    // The last member query time is 2 s: the third group ends at 68.2 s. An hour after the first, two are left.
    story: ['69 opened warning', '3629 closed warning'],
  },
  almost: { play: (scene) => converse(scene, [...queries(200), ...leaves(0.9)], 300) },
}
