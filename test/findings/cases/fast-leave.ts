import { ask, leave, v2 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries, QUERIER, type Line } from './conversation.ts'

const TWO_MEMBERS: Line[] = [
  ...queries(3_900, { version: 2 }),
  ...answers(3_900, '10.0.10.11', v2('239.1.1.1'), 3),
  [20, '10.0.10.12', v2('239.1.1.1')],
  [200, '10.0.10.12', leave('239.1.1.1')],
]

/** One of two members leaves. The querier does not ask; the other one still wants the group. */
export const fastLeave: FindingCase = {
  code: 'fast-leave',
  opens: {
    play: (scene) => converse(scene, TWO_MEMBERS, 4_000),
    story: ['254 opened warning', '3854 closed warning'],
  },
  almost: {
    play: (scene) =>
      converse(
        scene,
        [
          ...TWO_MEMBERS,
          [200.9, QUERIER, ask('239.1.1.1', [], { version: 2 })],
          [201.4, '10.0.10.11', v2('239.1.1.1')],
        ],
        600,
      ),
  },
}
