import { record, v3 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries, type Line } from './conversation.ts'

const holds = (count: number, type: 'IS_EX' | 'TO_EX'): Line[2] =>
  v3(...Array.from({ length: count }, (_, n) => record(type, `239.1.1.${n + 1}`)))

/** A receiver that wants more than Linux lets it have. */
export const twentyGroups: FindingCase = {
  code: 'twenty-groups',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(500),
          [20, '10.0.10.11', holds(20, 'TO_EX')],
          ...answers(500, '10.0.10.11', holds(20, 'IS_EX')).slice(1),
          [600, '10.0.10.11', v3(record('TO_IN', '239.1.1.7'))],
        ],
        620,
      ),
    story: ['280 opened information 10.0.10.11', '601 closed information 10.0.10.11'],
  },
  almost: {
    // One has twenty for less than the group membership interval, the other twenty-one.
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(500),
          [20, '10.0.10.11', holds(20, 'TO_EX')],
          [130, '10.0.10.11', holds(20, 'IS_EX')],
          [270, '10.0.10.11', v3(record('TO_IN', '239.1.1.7'))],
          [20, '10.0.10.12', holds(21, 'TO_EX')],
          ...answers(500, '10.0.10.12', holds(21, 'IS_EX')).slice(1),
        ],
        620,
      ),
  },
}
