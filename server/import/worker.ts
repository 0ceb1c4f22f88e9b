import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { HistoryError } from '../history/store.ts'
import type { FromImport, ImportWork } from './protocol.ts'
import { importCapture } from './run.ts'
import { tapOf } from './tap-config.ts'

/** The entry of the thread that puts a capture in while the server goes on. */
const main = parentPort
if (!main) throw new Error('import/worker is the entry of a worker thread.')
const say = (message: FromImport): void => main.postMessage(message)
const { capture, tap, port } = workerData as ImportWork

/** Somebody cancelled it. A word that nobody says must not keep the thread alive. */
let cancelled = false
main.once('message', () => (cancelled = true))
main.unref()

/** It is told how far this has come so often at most. */
const TOLD_EVERY_MS = 200
let toldAt = 0

try {
  const imported = await importCapture(port, { ...capture, tap: tapOf(tap) }, async (progress) => {
    const now = performance.now()
    if (now - toldAt >= TOLD_EVERY_MS) {
      toldAt = now
      say({ say: 'progress', ...progress })
    }
    await setImmediate()
    return !cancelled
  })
  say({ say: 'done', ...imported })
} catch (error) {
  if (!(error instanceof HistoryError)) throw error
  say({ say: 'failed', notice: error.notice })
}
