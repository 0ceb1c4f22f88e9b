import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'

/** What all that runs here may take of the memory, and who says so. */
export interface MemoryHere {
  readonly bytes: number
  readonly of: 'machine' | 'group'
}

/** Where control groups of version 2 and of version 1 are looked up (cgroups(7)), and the files with their limits. */
const UNIFIED = { folder: '/sys/fs/cgroup', limits: ['memory.max', 'memory.high'] }
const MEMORY = { folder: '/sys/fs/cgroup/memory', limits: ['memory.limit_in_bytes'] }

/**
 * The least that the machine or a control group gives, the group of this process or one above it: a container, a service
 * with `MemoryMax=`. Without such files (another system) the machine alone counts.
 */
export function memoryHere(total = totalmem(), read: (path: string) => string | null = textOf): MemoryHere {
  const least = Math.min(...groupLimits(read))
  // A group without a limit of version 1 has 8 EiB.
  return least < total ? { bytes: least, of: 'group' } : { bytes: total, of: 'machine' }
}

/** In octets; "max" is none. */
function groupLimits(read: (path: string) => string | null): number[] {
  const found: number[] = []
  for (const line of (read('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined) continue
    if (controllers !== '' && !controllers.split(',').includes('memory')) continue
    const { folder, limits } = controllers === '' ? UNIFIED : MEMORY
    // In a container the path may be the one outside, which is not there; its own group is the root then.
    for (let group = path; ; group = dirname(group)) {
      for (const name of limits) {
        const text = read(join(folder, group, name))?.trim() ?? ''
        if (/^\d+$/.test(text)) found.push(Number(text))
      }
      if (group === '/') break
    }
  }
  return found
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
