import { says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries } from './conversation.ts'

/** 239.1.1.1 and 238.129.1.1 differ in the bits that are not in the MAC; so does 224.0.0.5 from 239.0.0.5. */
export const macCollision: FindingCase = {
  code: 'mac-collision',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(0),
          [1, '10.0.10.11', says('TO_EX', '239.1.1.1')],
          [2, '10.0.10.12', says('TO_EX', '238.129.1.1')],
          [3, '10.0.10.13', says('TO_EX', '239.128.0.5')],
        ],
        600,
      ),
    story: [
      '3 opened information 239.1.1.1',
      '4 opened information 239.128.0.5',
      '520 closed information 239.1.1.1',
      '522 closed information 239.128.0.5',
    ],
  },
  almost: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(0),
          [1, '10.0.10.11', says('TO_EX', '239.1.1.1')],
          [2, '10.0.10.12', says('TO_EX', '239.65.1.1')],
          [3, '10.0.10.13', says('TO_EX', '224.0.0.251')],
          [4, '10.0.10.13', says('TO_EX', '239.0.1.5')],
        ],
        600,
      ),
  },
}
