import { record, v3 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries, type Line } from './conversation.ts'

/** Changes channel each `every` seconds, in one message as set-top boxes do. */
const zaps = (every: number, from: number, until: number): Line[] =>
  Array.from({ length: Math.floor((until - from) / every) }, (_, n) => [
    from + n * every,
    '10.0.10.11',
    v3(record('TO_IN', `239.1.1.${n % 200}`), record('TO_EX', `239.1.1.${(n + 1) % 200}`)),
  ])

export const zapStorm: FindingCase = {
  code: 'zap-storm',
  opens: {
    play: (scene) => converse(scene, [...queries(400), ...zaps(2, 20, 200)], 400),
    // Two minutes after it began; the last whole span ends at 200 s, and two minutes of quiet follow.
    story: ['140 opened warning 10.0.10.11', '329 closed warning 10.0.10.11'],
  },
  almost: {
    // Faster still, but only for a minute; and another host at a pace that is allowed.
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(400),
          ...zaps(1, 20, 80),
          ...zaps(3.1, 20, 300).map(([at, , message]): Line => [at, '10.0.10.12', message]),
        ],
        400,
      ),
  },
}
