import { says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries } from './conversation.ts'

const still = says('IS_EX', '239.1.1.1')

/** Hosts answer a querier that this tap does not show: one direction of the mirror is missing. */
export const tapLimits: FindingCase = {
  code: 'tap-limits',
  opens: {
    play: (scene) => converse(scene, answers(700, '10.0.10.11', still), 1_000),
    story: ['379 opened warning', '889 closed warning'],
  },
  almost: {
    // Queries that are seen again after two that were lost.
    play: (scene) =>
      converse(scene, [...queries(0), ...answers(700, '10.0.10.11', still), ...queries(700).slice(3)], 800),
  },
}

/** A mirror that shows each frame twice. */
export const copiedFrames: FindingCase = {
  code: 'tap-limits',
  dedupe: 5,
  opens: {
    play: (scene) =>
      converse(
        scene,
        [...queries(500), ...answers(500, '10.0.10.11', still)].flatMap((line) => [
          line,
          [line[0] + 0.00004, line[1], line[2]] as const,
        ]),
        500,
      ),
    story: ['251 opened information'],
  },
  almost: {
    // A host that says everything twice, as RFC 3376 s5.1 asks for.
    play: (scene) =>
      converse(
        scene,
        [...queries(500), ...answers(500, '10.0.10.11', still)].flatMap((line) => [
          line,
          [line[0] + 0.4, line[1], line[2]] as const,
        ]),
        500,
      ),
  },
}
