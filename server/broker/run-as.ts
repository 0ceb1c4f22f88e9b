import { spawnSync } from 'node:child_process'

/** Who the server runs as where root starts it. */
export interface RunAs {
  /** null: the number has no name here. */
  name: string | null
  uid: number
  gid: number
  home: string | null
}

/** By name or number; null: there is no such user. The system is asked, because not all users stand in /etc/passwd. */
export function findUser(who: string | number): RunAs | null {
  const { status, stdout } = spawnSync('getent', ['passwd', '--', String(who)], { encoding: 'utf8' })
  const [name, , uid, gid, , home] = status === 0 ? stdout.split('\n')[0]!.split(':') : []
  if (name === undefined || home === undefined) return null
  return { name, uid: Number(uid), gid: Number(gid), home }
}

/** Arguments of setpriv. */
export const asUser = (user: RunAs | null): readonly string[] =>
  user === null
    ? []
    : [`--reuid=${user.uid}`, `--regid=${user.gid}`, user.name === null ? '--clear-groups' : '--init-groups']
