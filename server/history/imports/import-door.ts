import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import type { ToWriter } from '../protocol.ts'

/** Lets captures in beside what is live. */
export class ImportDoor {
  readonly #writer: Worker

  constructor(writer: Worker) {
    this.#writer = writer
  }

  /** For an `ImportSession`, in whatever thread that is. It is closed at once where the history cannot be written. */
  open(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    this.#writer.postMessage({ say: 'guest', port: port2 } satisfies ToWriter, [port2])
    return port1
  }
}
