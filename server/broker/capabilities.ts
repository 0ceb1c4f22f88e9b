import { readFileSync } from 'node:fs'

/** Numbers of capabilities (linux/capability.h). */
export const CAP_NET_ADMIN = 12
export const CAP_NET_RAW = 13

/** What a process may do beyond an ordinary one. */
export interface Rights {
  /** Capabilities as bits: what it has, and the most that a program it starts could get. */
  effective: bigint
  bounding: bigint
  /** Nothing that it starts ever gets more. */
  noNewPrivileges: boolean
}

export const holds = (capabilities: bigint, number: number): boolean => ((capabilities >> BigInt(number)) & 1n) === 1n

/** Of the text of /proc/PID/status; null: this kernel does not tell. */
export function rightsIn(status: string): Rights | null {
  const field = (name: string, pattern: string): string | undefined =>
    new RegExp(`^${name}:\\s+(${pattern})$`, 'm').exec(status)?.[1]
  const effective = field('CapEff', '[0-9a-f]+')
  const bounding = field('CapBnd', '[0-9a-f]+')
  if (effective === undefined || bounding === undefined) return null
  const noNewPrivileges = field('NoNewPrivs', '[01]') === '1'
  return { effective: BigInt(`0x${effective}`), bounding: BigInt(`0x${bounding}`), noNewPrivileges }
}

/** Of this process, or of another; null where nobody tells. */
export function rightsOf(pid: number | 'self' = 'self'): Rights | null {
  try {
    return rightsIn(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return null
  }
}
