import { says } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries, type Line } from './conversation.ts'

const flood = (perSecond: number, from: number, until: number): Line[] =>
  Array.from({ length: perSecond * (until - from) }, (_, n) => [
    from + n / perSecond,
    '10.0.10.11',
    says('IS_EX', '239.1.1.1'),
  ])

export const reportFlood: FindingCase = {
  code: 'report-flood',
  opens: {
    play: (scene) => converse(scene, [...queries(125), ...flood(60, 20, 30)], 125),
    // The third second with more than 50; quiet for a minute after the last.
    story: ['23 opened warning 10.0.10.11', '90 closed warning 10.0.10.11'],
  },
  almost: {
    // Two seconds of joining everything at once, then the most that is allowed.
    play: (scene) => converse(scene, [...queries(125), ...flood(300, 20, 22), ...flood(50, 23, 60)], 125),
  },
}
