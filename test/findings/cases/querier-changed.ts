import { query } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries } from './conversation.ts'

/** The second router takes over when the first one has been silent for the other querier present interval. */
export const querierChanged: FindingCase = {
  code: 'querier-changed',
  opens: {
    play: (scene) =>
      converse(scene, [...queries(125), ...[380, 505, 630].map((at) => [at, '10.0.10.2', query()] as const)], 700),
    story: ['381 opened information 10.0.10.2', '635 closed information 10.0.10.2'],
  },
  almost: {
    // The same router comes back after its own silence; a higher one asks once and gives way.
    play: (scene) =>
      converse(
        scene,
        [...queries(125), [60, '10.0.10.2', query()], ...[400, 525].map((at) => [at, '10.0.10.1', query()] as const)],
        600,
      ),
  },
}
