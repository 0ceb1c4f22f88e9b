import { record, says, v3 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries, type Line } from './conversation.ts'

const PTP = '224.0.1.129'

/** A clock's receiver that goes on with everything else, but not with this. */
const stops = (word: Line[]): Line[] => [
  ...queries(750),
  [20, '10.0.10.11', v3(record('TO_EX', PTP), record('TO_EX', '239.1.1.1'))],
  ...answers(300, '10.0.10.11', v3(record('IS_EX', PTP), record('IS_EX', '239.1.1.1'))),
  ...answers(800, '10.0.10.11', says('IS_EX', '239.1.1.1')).slice(3),
  ...word,
]

export const lostReceiver: FindingCase = {
  code: 'lost-receiver',
  opens: {
    play: (scene) => converse(scene, [...stops([[700, '10.0.10.11', says('TO_EX', PTP)]])], 760),
    // Last refreshed at 253 s: the query of 500 s is the second one it lets pass, and at 513 s its membership ends.
    story: ['513 opened warning 224.0.1.129', '701 closed warning 224.0.1.129'],
  },
  almost: {
    play: (scene) => converse(scene, stops([[300, '10.0.10.11', says('TO_IN', PTP)]]), 760),
  },
}
