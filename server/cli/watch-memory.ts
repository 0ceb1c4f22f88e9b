import type { Log } from '../log.ts'
import type { TableRoom } from '../membership/table-room.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import { MemoryWatch } from '../memory-watch.ts'

const TAKEN =
  'The memory that the server may take is taken: whoever is new replaces somebody, or is left out and counted. Remedy: --max-memory.'
const FREE = 'There is memory again: whoever is new is let in.'

/** Looks at what the process takes, and says when it is all that it may. Answers what ends it. */
export function watchMemory({ bytes, heapNeeded }: MemoryBudget, room: TableRoom, log: Log): () => void {
  if (heapNeeded !== null) {
    log(
      `The engine may use less memory than --max-memory says, so that less is held. Remedy: NODE_OPTIONS=--max-old-space-size=${heapNeeded}.`,
    )
  }
  const resident = (): number => process.memoryUsage.rss()
  const watch = new MemoryWatch({ bytes, room, resident, told: (closed) => log(closed ? TAKEN : FREE) })
  watch.start()
  return () => watch.stop()
}
