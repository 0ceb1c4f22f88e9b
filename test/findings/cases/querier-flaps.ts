import { query } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, type Line } from './conversation.ts'

const asked = (...times: number[]): Line[] => times.map((at) => [at, '10.0.10.1', query()] as const)

/** One query in four is missing. */
export const querierFlaps: FindingCase = {
  code: 'querier-flaps',
  opens: {
    play: (scene) => converse(scene, asked(0, 125, 375, 500, 750, 875, 1_125), 1_200),
    story: ['1126 opened warning'],
  },
  almost: {
    // Twice in an hour, and once more in the next one.
    play: (scene) =>
      converse(
        scene,
        asked(0, 250, 375, 625, ...Array.from({ length: 30 }, (_, i) => 750 + i * 125), 4_625, 4_750),
        4_800,
      ),
  },
}
