import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process, as /proc has it. */
export interface Process {
  pid: number
  parent: number
  command: string
  args: string
}

/** All that descend from `root`, itself first. */
export function descendants(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? [])
  const tree = all.filter(({ pid }) => pid === root)
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid))
  return tree
}

function processOf(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [, command = '', rest = ''] = /\(([\s\S]*)\) ([\s\S]*)$/.exec(stat) ?? []
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return { pid, parent: Number(rest.split(' ')[1]), command, args }
  } catch {
    return null
  }
}

/** Resident memory in octets; 0: it is gone. */
export function memoryOf(pid: number): number {
  try {
    return 1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** Open files and sockets; 0: it is gone. */
export function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/** What its handles are: for a report of those that grow. */
export function handleKinds(pid: number): Record<string, number> {
  const kinds: Record<string, number> = {}
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const kind = readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/[:[].*$/, '')
      kinds[kind] = (kinds[kind] ?? 0) + 1
    }
  } catch {
    // Gone meanwhile.
  }
  return kinds
}
