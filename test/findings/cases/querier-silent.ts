import { query, says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries } from './conversation.ts'

/** The querier falls silent after 250 s, and comes back at 600 s. */
export const querierSilent: FindingCase = {
  code: 'querier-silent',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [...queries(250), ...answers(250, '10.0.10.11', says('IS_EX', '239.1.1.1')), [600, '10.0.10.1', query()]],
        610,
      ),
    // 1.1 and 1.5 query intervals, and the other querier present interval of 255 s.
    story: ['388 opened information', '438 changed warning', '505 changed critical', '601 closed critical'],
  },
  almost: {
    // It is late, but by less than a tenth of its interval.
    play: (scene) =>
      converse(
        scene,
        [0, 125, 262, 387].map((at) => [at, '10.0.10.1', query()] as const),
        500,
      ),
  },
}
