import { query } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'
import { converse, queries } from './conversation.ts'

/** Another router asks once in version 2: hosts must speak it for the older version querier present timeout of 260 s. */
export const mixedVersions: FindingCase = {
  code: 'mixed-versions',
  opens: {
    play: (scene) => converse(scene, [...queries(400), [60, '10.0.10.2', query({ version: 2 })]], 400),
    story: ['61 opened warning 10.0.10.2', '320 closed warning 10.0.10.2'],
  },
  almost: {
    // All in version 2.
    play: (scene) =>
      converse(
        scene,
        [0, 125, 250].map((at) => [at, '10.0.10.1', query({ version: 2 })] as const),
        400,
      ),
  },
}
