import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { command } from '../../lab/command.ts'

const SENDER = fileURLToPath(new URL('send-stream.pl', import.meta.url))
/** Octets that may wait for the sender; what comes then is not sent, and counted. */
const MAX_WAITING = 8 * 1024 * 1024

/**
 * A cable in a namespace of its own, from a crowd that sends to a mirror port that only listens. This process runs in the
 * namespace: nothing of it touches the machine's own interfaces.
 */
export class Wire {
  static readonly PORT = 'span0'
  static readonly #SENDS = 'crowd0'
  #sender: ChildProcess | null = null
  unsent = 0

  up(): void {
    this.#make()
    this.#sender = spawn('perl', [SENDER, Wire.#SENDS], { stdio: ['pipe', 'ignore', 'inherit'] })
    this.#sender.stdin?.on('error', () => undefined)
  }

  send(frame: Uint8Array): void {
    const input = this.#sender?.stdin
    if (!input || input.writableLength > MAX_WAITING) {
      this.unsent += 1
      return
    }
    const framed = Buffer.alloc(2 + frame.length)
    framed.writeUInt16BE(frame.length)
    framed.set(frame, 2)
    input.write(framed)
  }

  port(state: 'up' | 'down'): void {
    command('ip', 'link', 'set', Wire.PORT, state)
  }

  remove(): void {
    command('ip', 'link', 'del', Wire.PORT)
  }

  /** After `remove`: another one of the same name. */
  #make(): void {
    const peer = ['type', 'veth', 'peer', 'name', Wire.#SENDS]
    command('ip', 'link', 'add', Wire.PORT, 'txqueuelen', '10000', ...peer)
    command('ip', 'link', 'set', Wire.#SENDS, 'arp', 'off', 'up')
    command('ip', 'link', 'set', Wire.PORT, 'arp', 'off', 'up')
  }
  makeAgain(): void {
    this.#make()
  }

  async close(): Promise<void> {
    const sender = this.#sender
    this.#sender = null
    if (!sender || sender.exitCode !== null) return
    sender.kill('SIGKILL')
    await once(sender, 'close')
  }
}
