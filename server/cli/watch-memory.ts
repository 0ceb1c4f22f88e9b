import type { Log } from '../log.ts'
import type { TableRoom } from '../membership/table-room.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import { MemoryWatch } from '../memory-watch.ts'

const TAKEN =
  'The memory that the server may take is taken: whoever is new replaces somebody, or is left out and counted. Remedy: --max-memory.'
const NO_DESCRIPTOR =
  'No file descriptor is left: who connects now is not let in, and no capture can be started; everything else goes on. Remedy: ulimit -n 4096, or LimitNOFILE=4096 in the unit of the service.'
const DESCRIPTORS = 'There are file descriptors again.'
const FREE = 'There is memory again: whoever is new is let in.'

/** Looks at what the process takes, and says when it is all that it may. Answers what ends it. */
export function watchMemory({ bytes, heapNeeded }: MemoryBudget, room: TableRoom, log: Log): () => void {
  if (heapNeeded !== null) {
    log(
      `The engine may use less memory than --max-memory says, so that less is held. Remedy: NODE_OPTIONS=--max-old-space-size=${heapNeeded}.`,
    )
  }
  const resident = lastKnown(
    () => process.memoryUsage.rss(),
    (isTold) => log(isTold ? DESCRIPTORS : NO_DESCRIPTOR),
  )
  const watch = new MemoryWatch({ bytes, room, resident, told: (closed) => log(closed ? TAKEN : FREE) })
  watch.start()
  return () => watch.stop()
}

/** The system tells it by a file: where none can be opened what was known last holds. `turned`: once at each turn. */
export function lastKnown(ask: () => number, turned: (isTold: boolean) => void): () => number {
  let known = 0
  let isTold = true
  const turn = (to: boolean): void => {
    if (isTold !== to) turned(to)
    isTold = to
  }
  return () => {
    try {
      known = ask()
      turn(true)
    } catch {
      turn(false)
    }
    return known
  }
}
