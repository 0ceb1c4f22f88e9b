import { ask, leave, query, v2 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse } from './conversation.ts'

const general = query({ version: 2 })
const specific = ask('239.1.1.22', [], { version: 2 })

/** A router that is not querier asks after a leave. */
export const oddSpecificQuery: FindingCase = {
  code: 'odd-specific-query',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          [0, '10.0.10.1', general],
          [1, '10.0.10.11', v2('239.1.1.22')],
          [20, '10.0.10.11', leave('239.1.1.22')],
          [20.1, '10.0.10.1', specific],
          [20.2, '10.0.10.2', specific],
          [125, '10.0.10.1', general],
          [250, '10.0.10.1', general],
          [375, '10.0.10.1', general],
          [500, '10.0.10.1', general],
        ],
        560,
      ),
    // Known for one group membership interval, and told for one more.
    story: ['21 opened warning 10.0.10.2', '540 closed warning 10.0.10.2'],
  },
  almost: {
    // It has lost the election within the last member query time, and ends what it began; a switch asks from 0.0.0.0.
    play: (scene) =>
      converse(
        scene,
        [
          [0, '10.0.10.2', general],
          [1, '10.0.10.11', v2('239.1.1.22')],
          [20, '10.0.10.11', leave('239.1.1.22')],
          [20.1, '10.0.10.2', specific],
          [20.5, '10.0.10.1', general],
          [21.1, '10.0.10.2', specific],
          [30, '0.0.0.0', specific],
        ],
        60,
      ),
  },
}
