import { common } from './common.ts'
import { finding } from './finding.ts'
import { findings } from './findings.ts'
import { names } from './names.ts'
import { notice } from './notice.ts'
import { problem } from './problem.ts'
import { wall } from './wall.ts'

/** What the frame and the wall say; a page that is not the wall loads `pages.ts` too. A test holds where the line is. */
export const first = {
  common,
  finding,
  findings,
  names,
  notice,
  problem,
  wall,
}
