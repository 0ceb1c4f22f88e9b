import { readdirSync, readFileSync } from 'node:fs'

/** All that a process has started, itself among them. */
function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(family)]
}

/**
 * What the largest process of a command had of the machine's memory at most, in octets: as root the server is a child of
 * what was started.
 */
export function mostMemory(pid: number): number {
  const peaks = family(pid).map((one) => /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1])
  return Math.max(...peaks.map((kib) => Number(kib ?? 0) * 1_024))
}
