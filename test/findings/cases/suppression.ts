import { v2 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries } from './conversation.ts'

/** Two version 2 hosts of one group, of which one answers for both. */
export const suppression: FindingCase = {
  code: 'suppression',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(750, { version: 2 }),
          ...answers(750, '10.0.10.11', v2('239.1.1.1')),
          [20, '10.0.10.12', v2('239.1.1.1')],
        ],
        800,
      ),
    // One group membership interval after the silent one was heard.
    story: ['280 opened information'],
  },
  almost: {
    // Both answer: no one hides.
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(750, { version: 2 }),
          ...answers(750, '10.0.10.11', v2('239.1.1.1')),
          ...answers(750, '10.0.10.12', v2('239.1.1.1'), 6),
        ],
        800,
      ),
  },
}
