import { query, says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, type Line } from './conversation.ts'

/** A switch asks from 0.0.0.0. One host answers it, another one that joins at 130 s does not. */
export const unnumberedQuerier: FindingCase = {
  code: 'unnumbered-querier',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          ...[0, 125, 250, 375].flatMap((at): Line[] => [
            [at, '0.0.0.0', query()],
            [at + 3, '10.0.10.11', says('IS_EX', '239.1.1.1')],
          ]),
          [130, '10.0.10.12', says('TO_EX', '239.1.1.2')],
          [400, '10.0.10.1', query()],
        ],
        410,
      ),
    // From the second query on; two cycles after the join; until a querier with an address comes.
    story: [
      '126 opened information 02:00:00:00:00:00',
      '385 changed warning 02:00:00:00:00:00',
      '401 closed warning 02:00:00:00:00:00',
    ],
  },
  almost: {
    // One query after a change of the topology.
    play: (scene) =>
      converse(
        scene,
        [
          [0, '0.0.0.0', query()],
          [3, '10.0.10.11', says('IS_EX', '239.1.1.1')],
          [400, '0.0.0.0', query()],
        ],
        500,
      ),
  },
}
