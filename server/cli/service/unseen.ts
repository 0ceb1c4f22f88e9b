import { realpathSync } from 'node:fs'
import { dirname, join, basename, resolve } from 'node:path'
import { UsageError } from '../usage-error.ts'

/** What a service does not see: homes (ProtectHome) and the temporary folders (PrivateTmp). */
const UNSEEN = /^\/(home|root|run\/user|tmp|var\/tmp)(\/|$)/

/** Whether a service sees it by the name that it is given, and where links lead. */
export const isUnseen = (path: string): boolean =>
  [resolve(path), realPath(resolve(path))].some((each) => UNSEEN.test(each))

/** Of what is not there yet: in the folder where it would be. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPath(above), basename(path))
  }
}

/** `where`: a place that it sees. Throws `UsageError`. */
export function mustBeSeen(path: string, where: string): void {
  if (!isUnseen(path)) return
  throw new UsageError(`A service cannot see ${resolve(path)}. Remedy: put it elsewhere, as in ${where}.`)
}
