import { parentPort, workerData } from 'node:worker_threads'
import type { FromReader, FromWriter, ToReader, ToWriter, WorkerRole } from './protocol.ts'
import { ReaderThread } from './reader-thread.ts'
import { WriterThread } from './writer-thread.ts'

/** The entry of both threads of the history: one writes the file, one reads it. */
const port = parentPort
if (!port) throw new Error('history/worker is the entry of a worker thread.')
const role = workerData as WorkerRole

if (role.role === 'writer') {
  const thread = new WriterThread(role, (message: FromWriter) => port.postMessage(message))
  port.on('message', (message: ToWriter) => thread.hear(message))
  thread.open()
} else {
  const say = (message: FromReader, handedOver: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, handedOver)
  const thread = new ReaderThread(role.file, say, role.memory)
  port.on('message', (message: ToReader) => thread.hear(message))
}
