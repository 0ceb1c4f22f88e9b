import { spawnSync } from 'node:child_process'
import { findProgram } from '../capture/program.ts'
import { rightsIn } from './capabilities.ts'
import { asUser, type RunAs } from './run-as.ts'

/** The trial is over within this time. */
const TRIAL_MS = 5_000
/** Without CAP_SETPCAP the bounding set stays as it is, and means nothing: there are no new privileges. */
const NOTHING = ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--no-new-privs']

/** How a process without any right is started here; `trouble`: why none can be. */
export type Drop = { kind: 'possible'; file: string; args: readonly string[] } | { kind: 'trouble'; detail: string }

/**
 * Tried before it is relied on: an older setpriv, a container or a security module may have another opinion, and the
 * user that is changed to has to be able to read the program.
 */
export function tryToDrop(user: RunAs | null, script: string): Drop {
  const file = findProgram('setpriv')
  const cat = findProgram('cat')
  if (file === null || cat === null) {
    return { kind: 'trouble', detail: 'the program setpriv is not installed (sudo apt install util-linux)' }
  }
  const args = [...asUser(user), ...NOTHING]
  const trial = spawnSync(file, [...args, '--', cat, '/proc/self/status', script], {
    encoding: 'utf8',
    timeout: TRIAL_MS,
  })
  const rights = rightsIn(trial.stdout)
  if (rights?.effective === 0n && rights.noNewPrivileges && trial.status === 0) return { kind: 'possible', file, args }
  const [said = ''] = trial.stderr.split('\n')
  return { kind: 'trouble', detail: said || trial.error?.message || 'setpriv leaves it its rights' }
}
