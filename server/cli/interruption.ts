import { createLog } from '../log.ts'
import { onUnforeseen } from './unforeseen.ts'

/** A second signal within this time is the first one, by another way. */
const SAME_SIGNAL_MS = 500

let interrupted = false
export const stopped = (): boolean => interrupted

/** As the signal itself would: `process.exit` waits for a thread that waits for a pipe nobody writes to. */
function endAtOnce(signal: NodeJS.Signals, handler: (signal: NodeJS.Signals) => void): void {
  process.off(signal, handler)
  process.kill(process.pid, signal)
}

/** Resolves at Ctrl-C or when the service is stopped. A second one ends at once. */
export function interruption(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0
    const stop = (signal: NodeJS.Signals): void => {
      // A service manager may tell every process, and the broker hands on what it was told.
      if (interrupted && performance.now() - first < SAME_SIGNAL_MS) return
      if (interrupted) endAtOnce(signal, stop)
      interrupted = true
      first = performance.now()
      resolve()
    }
    const say = createLog(process.env, () => new Date())
    onUnforeseen(() => {
      interrupted = true
      first = performance.now()
      resolve()
    }, say)
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}

/** Ctrl-C ends the reading, of a pipe that is silent too; what was read is told. A second one ends at once. */
export function onInterrupt(file: string): void {
  const stop = (signal: NodeJS.Signals): void => {
    if (interrupted) endAtOnce(signal, stop)
    interrupted = true
    if (file === '-') process.stdin.destroy()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
