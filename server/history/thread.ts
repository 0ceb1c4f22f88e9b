import { Worker } from 'node:worker_threads'
import type { WorkerRole } from './protocol.ts'

/** Memory of a thread's young objects, in MiB: batches come and go. */
const YOUNG_MIB = 32

/** Starts a thread of the history: `worker.js` of the built product; in a checkout the sources, by way of tsx. */
export function startThread(role: WorkerRole): Worker {
  const entry = import.meta.url.endsWith('.ts') ? './worker-from-source.js' : './worker.js'
  return new Worker(new URL(entry, import.meta.url), {
    workerData: role,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  })
}
