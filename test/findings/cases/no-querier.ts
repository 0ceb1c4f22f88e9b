import { query, says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse } from './conversation.ts'

/** A host joins, and nobody asks until 400 s. */
export const noQuerier: FindingCase = {
  code: 'no-querier',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          [0, '10.0.10.11', says('TO_EX', '239.1.1.1')],
          [400.5, '10.0.10.1', query()],
        ],
        410,
      ),
    // QI + QRI; then the other querier present interval; then the query.
    story: ['135 opened warning', '255 changed critical', '401 closed critical'],
  },
  almost: {
    // Answers go on that only a query can explain: this tap cannot see it.
    play: (scene) =>
      converse(
        scene,
        [
          [0, '10.0.10.11', says('TO_EX', '239.1.1.1')],
          ...[128, 253, 378, 503, 628].map((at) => [at, '10.0.10.11', says('IS_EX', '239.1.1.1')] as const),
        ],
        700,
      ),
  },
}
