import { query } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries } from './conversation.ts'

/** Another querier begins at 60 s and does not hear that the lower address asks. */
export const twoQueriers: FindingCase = {
  code: 'two-queriers',
  opens: {
    play: (scene) =>
      converse(scene, [...queries(500), ...[60, 185, 310, 435].map((at) => [at, '10.0.10.2', query()] as const)], 500),
    // It lost at 60 s; at 310 s it is not yet over for it, at 435 s it is.
    story: ['61 opened information 10.0.10.2', '436 changed critical 10.0.10.2'],
  },
  almost: {
    // A lower address comes: the one before is silent from then on, and asks again when the lower one has gone.
    play: (scene) =>
      converse(
        scene,
        [
          ...[0, 125].map((at) => [at, '10.0.10.5', query()] as const),
          ...[200, 325].map((at) => [at, '10.0.10.1', query()] as const),
          [580, '10.0.10.5', query()],
          [705, '10.0.10.5', query()],
        ],
        800,
      ),
  },
}
