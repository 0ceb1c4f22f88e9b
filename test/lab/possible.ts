import { spawnSync } from 'node:child_process'
import { findProgram } from '../../server/capture/program.ts'

/** Why there can be no lab here, or null. Say it loudly: `SKIPPED: ...`. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux') return 'the lab needs Linux'
  if (process.getuid?.() !== 0) return 'the lab needs root (network namespaces)'
  const missing = ['ip', 'tc', 'sysctl', 'perl', 'tcpdump'].filter((program) => findProgram(program) === null)
  if (missing.length > 0)
    return `the lab needs ${missing.join(', ')}. Remedy: sudo apt install iproute2 procps perl tcpdump`
  const name = `rclab-try-${process.pid}`
  const added = spawnSync('ip', ['netns', 'add', name]).status === 0
  const linked =
    added && spawnSync('ip', ['-n', name, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '1']).status === 0
  if (added) spawnSync('ip', ['netns', 'del', name])
  return linked ? null : 'this machine permits no network namespaces with a bridge'
}
