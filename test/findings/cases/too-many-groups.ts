import { record, v3 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries, type Line } from './conversation.ts'

const joins = (host: string, first: number, count: number, at: number): Line => [
  at,
  host,
  v3(...Array.from({ length: count }, (_, n) => record('TO_EX', `239.1.1.${first + n}`))),
]

/** A switch whose table holds ten groups, and hosts that want seven at most. */
export const tooManyGroups: FindingCase = {
  code: 'too-many-groups',
  settings: { tableSize: 10, groupsPerHost: 7 },
  opens: {
    play: (scene) =>
      converse(
        scene,
        [
          ...queries(500),
          joins('10.0.10.11', 1, 6, 20),
          joins('10.0.10.12', 10, 3, 30),
          joins('10.0.10.11', 20, 2, 40),
        ],
        700,
      ),
    // Nobody answers, so all of it is over 260 s after the last join; told for five minutes more.
    story: [
      '31 opened information',
      '41 changed warning',
      '41 opened warning 10.0.10.11',
      '579 closed warning',
      '579 closed warning 10.0.10.11',
    ],
  },
  almost: {
    play: (scene) =>
      converse(scene, [...queries(125), joins('10.0.10.11', 1, 7, 20), joins('10.0.10.12', 10, 1, 30)], 125),
  },
}
