import type { first as en } from '../en/first.ts'
import { common } from './common.ts'
import { finding } from './finding.ts'
import { findings } from './findings.ts'
import { names } from './names.ts'
import { notice } from './notice.ts'
import { problem } from './problem.ts'
import { wall } from './wall.ts'

export const first: typeof en = {
  common,
  finding,
  findings,
  names,
  notice,
  problem,
  wall,
}
