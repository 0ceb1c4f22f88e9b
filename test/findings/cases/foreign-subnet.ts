import { says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { answers, converse, queries, type Line } from './conversation.ts'

const still = says('IS_EX', '239.1.1.1')
const hosts = (count: number, until: number): Line[] =>
  Array.from({ length: count }, (_, i) => answers(until, `10.0.10.${11 + 20 * i}`, still, 1 + i / 10)).flat()

/** Nine of ten hosts are of one subnet, one is not. */
export const foreignSubnet: FindingCase = {
  code: 'foreign-subnet',
  opens: {
    play: (scene) =>
      converse(scene, [...queries(500), ...hosts(9, 500), ...answers(400, '10.0.20.31', still, 5)], 1_000),
    story: ['381 opened warning 10.0.20.31', '901 closed warning 10.0.20.31'],
  },
  almost: {
    // Two of ten are of the other one: then nobody can say which is the segment's own.
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(500),
          ...hosts(8, 500),
          ...answers(500, '10.0.20.31', still, 5),
          ...answers(500, '10.0.20.32', still, 6),
        ],
        1_000,
      ),
  },
}
