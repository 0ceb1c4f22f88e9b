import { LEAST_MEMORY, USUAL_MEMORY } from './memory-budget.ts'
import type { MemoryHere } from './memory-here.ts'

const MIB = 1_024 ** 2
/** Beside the server: the capture broker, which is a node too, and a tcpdump with its ring. */
const BESIDE = 80 * MIB
/** The system itself, where the whole machine is asked. */
const SYSTEM = 256 * MIB
/** The bound is watched, not enforced (docs/limits.md): so much may come between two looks. */
const BETWEEN_LOOKS = 1.1

/** What the server may take, and what said so. */
export interface MemoryBound {
  readonly bytes: number
  readonly from: 'usual' | 'told' | MemoryHere['of']
  /** What fits here; may be less than the server needs, and less than nothing. */
  readonly fitting: number
  readonly here: MemoryHere
}

/** `told`: by --max-memory; null: nothing was said. */
export function memoryBound(told: number | null, here: MemoryHere): MemoryBound {
  const fitting = Math.floor((here.bytes - beside(here.of)) / BETWEEN_LOOKS)
  if (told !== null) return { bytes: told, from: 'told', fitting, here }
  if (fitting >= USUAL_MEMORY) return { bytes: USUAL_MEMORY, from: 'usual', fitting, here }
  return { bytes: Math.max(LEAST_MEMORY, fitting), from: here.of, fitting, here }
}

/** What machine or group must have for a server with this bound. */
export const memoryFor = (bound: number, of: MemoryHere['of']): number => Math.ceil(bound * BETWEEN_LOOKS) + beside(of)

const beside = (of: MemoryHere['of']): number => BESIDE + (of === 'machine' ? SYSTEM : 0)
