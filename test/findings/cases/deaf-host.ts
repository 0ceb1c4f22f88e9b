import { says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries } from './conversation.ts'

/** A version 3 host joins and does not answer; another one in the same group does. */
export const deafHost: FindingCase = {
  code: 'deaf-host',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(500),
          ...answers(500, '10.0.10.11', says('IS_EX', '239.1.1.1')),
          [60, '10.0.10.12', says('TO_EX', '239.1.1.1')],
        ],
        700,
      ),
    // The query of 125 s, 10 s to answer and 5 s more; then that of 250 s. Its membership ends at 320 s, and it is told
    // for one group membership interval more.
    story: ['140 opened warning 10.0.10.12', '265 changed critical 10.0.10.12', '580 closed critical 10.0.10.12'],
  },
  almost: {
    // It joined within the second before the query, and answers the next one late but still.
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(375),
          ...answers(375, '10.0.10.11', says('IS_EX', '239.1.1.1')),
          [124.5, '10.0.10.12', says('TO_EX', '239.1.1.1')],
          ...[264, 389].map((at) => [at, '10.0.10.12', says('IS_EX', '239.1.1.1')] as const),
        ],
        480,
      ),
  },
}
