import { SECOND, type DurationMs } from '../../shared/time.ts'

/** What it had begun is closed within this time, or it is ended without. */
const CLOSES_WITHIN: DurationMs = 60 * SECOND

/**
 * Something went wrong that nobody foresaw: what it left behind is not to be trusted, and a service that hangs on is
 * worse than one that is started again. It says so in a sentence, closes the history, and ends with a status that is none
 * of success, so that the service manager starts it again.
 */
export function onUnforeseen(end: () => void, say: (sentence: string) => void): void {
  let failed = false
  process.on('uncaughtException', (error: unknown) => {
    const detail = error instanceof Error ? error.message : String(error)
    const at = error instanceof Error ? (error.stack?.split('\n')[1]?.trim() ?? '') : ''
    process.exitCode = 1
    if (failed) {
      say(`Another failure while it ends: ${detail}`)
      return
    }
    failed = true
    say(`Rollcall failed in a way that was not foreseen and ends, after its history is closed: ${detail} (${at})`)
    // `process.exit` would wait for threads that may be what failed.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLOSES_WITHIN).unref()
    end()
  })
}
