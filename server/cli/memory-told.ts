import { memoryFor, type MemoryBound } from '../memory-bound.ts'
import { LEAST_MEMORY } from '../memory-budget.ts'
import type { MemoryHere } from '../memory-here.ts'

/** For the log at the start; null: all is as usual. */
export function boundSentence(bound: MemoryBound): string | null {
  const { bytes, from, fitting, here } = bound
  if (bytes > fitting) {
    const what = from === 'told' ? `--max-memory ${mb(bytes)}MB is` : `The ${mb(bytes)} MB that a server needs are`
    const less = from === 'told' && fitting >= LEAST_MEMORY ? `--max-memory ${mb(fitting)}MB, or ` : ''
    const more = mb(memoryFor(bytes, here.of), 'up')
    return `${what} more than fits beside the captures into the ${mb(here.bytes)} MB of ${OURS[here.of]}: the system may end the server in a flood. Remedy: ${less}${PLACE[here.of]} with ${more} MB.`
  }
  if (from === 'usual') return null
  return `The server takes ${mb(bytes)} MB of the memory at most (${from === 'told' ? '--max-memory' : size(here)}).`
}

/** For `rollcall doctor`: a server that is started here without a word. `trouble`: what is missing. */
export function memoryExamined({ bytes, fitting, here }: MemoryBound): {
  says: string
  trouble: { remedy: string } | null
} {
  const least = mb(LEAST_MEMORY)
  if (bytes <= fitting) {
    return { says: `the server takes ${mb(bytes)} MB of the memory at most (${size(here)})`, trouble: null }
  }
  return {
    says: `the ${least} MB that a server needs do not fit beside the captures: ${size(here)}`,
    trouble: { remedy: `${PLACE[here.of]} with ${mb(memoryFor(LEAST_MEMORY, here.of), 'up')} MB` },
  }
}

const PLACE: Readonly<Record<MemoryHere['of'], string>> = { machine: 'a machine', group: 'a control group' }
const OURS: Readonly<Record<MemoryHere['of'], string>> = { machine: 'this machine', group: 'its control group' }
const size = ({ bytes, of }: MemoryHere): string => `${OURS[of]} has ${mb(bytes)} MB`

/** What fits is rounded down, what is needed up. */
const mb = (bytes: number, way: 'down' | 'up' = 'down'): number =>
  (way === 'up' ? Math.ceil : Math.floor)(bytes / 1_024 ** 2)
