import { ACCESS } from './access.ts'
import { CHANNELS } from './channels.ts'
import { FINDINGS } from './findings.ts'
import { HISTORY } from './history.ts'
import { IMPORTS } from './imports.ts'
import { LIVE } from './live.ts'
import { NAMES } from './names.ts'
import type { Operation } from './operation.ts'
import { PACKETS } from './packets.ts'
import { SERVER, WALLS } from './server.ts'

/** All of them, in the order of the documentation; of one path, in the order in which its examples can be done. */
export const OPERATIONS: readonly Operation[] = [
  ...LIVE,
  ...HISTORY,
  ...IMPORTS,
  ...FINDINGS,
  ...PACKETS,
  ...NAMES,
  ...WALLS,
  ...CHANNELS,
  ...ACCESS,
  ...SERVER,
]
