import { query, says } from '../../membership/wire.ts'
import type { FindingCase, Scene } from '../scene.ts'
import { QUERIER } from './conversation.ts'

const ask = (scene: Scene, at: number): void => void scene.step(at, QUERIER, query())
const join = says('TO_EX', '239.1.1.1')

/** One frame comes again and again for longer than copies of a mirror do. */
export const loop: FindingCase = {
  code: 'loop',
  dedupe: 5,
  opens: {
    play: (scene) => {
      ask(scene, 0)
      for (let copy = 0; copy < 20; copy += 1) scene.step(10 + copy / 1_000, '10.0.10.11', join)
      ask(scene, 125)
      scene.advance(300)
    },
    story: ['11 opened critical', '146 closed critical'],
  },
  almost: {
    // A mirror of eight ports; and a host that repeats its join just when the copies of the mirror end.
    play: (scene) => {
      ask(scene, 0)
      for (let copy = 0; copy < 8; copy += 1) scene.step(10 + copy / 10_000, '10.0.10.11', join)
      for (const at of [20, 20.003, 20.006, 20.0061]) scene.step(at, '10.0.10.12', join)
      scene.advance(300)
    },
  },
}
