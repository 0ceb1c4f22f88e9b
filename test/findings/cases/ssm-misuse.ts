import { says, v2 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries } from './conversation.ts'

export const ssmMisuse: FindingCase = {
  code: 'ssm-misuse',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [...queries(375), [20, '10.0.10.11', says('TO_EX', '232.1.1.1')], [30, '10.0.10.12', v2('232.1.1.2')]],
        400,
      ),
    // Neither says it again within the group membership interval.
    story: [
      '21 opened warning 232.1.1.1 10.0.10.11',
      '31 opened warning 232.1.1.2 10.0.10.12',
      '280 closed warning 232.1.1.1 10.0.10.11',
      '290 closed warning 232.1.1.2 10.0.10.12',
    ],
  },
  almost: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(375),
          [20, '10.0.10.11', says('IS_IN', '232.1.1.1', '192.0.2.10')],
          [25, '10.0.10.12', v2('233.1.1.1')],
          [30, '10.0.10.11', says('TO_IN', '232.1.1.1')],
        ],
        400,
      ),
  },
}
