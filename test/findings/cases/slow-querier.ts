import { query } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse } from './conversation.ts'

/** The querier says that it asks every 200 s. */
export const slowQuerier: FindingCase = {
  code: 'slow-querier',
  opens: {
    play: (scene) => converse(scene, [[0, '10.0.10.1', query({ queryInterval: 200 })]], 10),
    story: ['1 opened warning 10.0.10.1'],
  },
  almost: {
    // The default, measured: version 2 does not say it.
    play: (scene) =>
      converse(
        scene,
        [0, 125.4, 250.9, 376.2].map((at) => [at, '10.0.10.1', query({ version: 2 })] as const),
        400,
      ),
  },
}
