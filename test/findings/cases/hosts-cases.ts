import type { FindingCase } from '../scene.ts'
import { deafHost } from './deaf-host.ts'
import { fastLeave } from './fast-leave.ts'
import { lostReceiver } from './lost-receiver.ts'
import { reportFlood } from './report-flood.ts'
import { silentDepartures } from './silent-departures.ts'
import { slowLeave } from './slow-leave.ts'
import { ssmMisuse } from './ssm-misuse.ts'
import { suppression } from './suppression.ts'
import { tooManyGroups } from './too-many-groups.ts'
import { twentyGroups } from './twenty-groups.ts'
import { zapStorm } from './zap-storm.ts'

export const HOSTS_CASES: readonly FindingCase[] = [
  deafHost,
  suppression,
  fastLeave,
  slowLeave,
  silentDepartures,
  zapStorm,
  reportFlood,
  tooManyGroups,
  twentyGroups,
  lostReceiver,
  ssmMisuse,
]
