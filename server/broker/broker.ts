import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Command } from '../capture/tcpdump.ts'
import { Lines } from './lines.ts'
import { LONGEST_ASKED, LONGEST_TOLD, type Asked, type Told } from './protocol.ts'
import { askedIn, isControl, signalIn } from './words.ts'

/** Processes at a time. */
export const MAX_PROCESSES = 128
/** Connections that have not said yet what they want. */
const MAX_UNDECIDED = 16
/** They have to say it within this time. */
const SAY_WITHIN_MS = 5_000

interface BrokerOptions {
  /** The process that does what is asked; text: why there is none. */
  command(asked: Asked): Command | string
  exists(iface: string): boolean
}

/** Starts processes that capture for a server that has no right to, and hands it their output. */
export class Broker {
  readonly #options: BrokerOptions
  readonly #server: Server
  readonly #processes = new Map<number, ChildProcess>()
  #undecided = 0
  #control: Socket | null = null

  constructor(options: BrokerOptions) {
    this.#options = options
    this.#server = createServer((socket) => this.#connected(socket))
  }

  async listen(path: string): Promise<void> {
    this.#server.listen(path)
    await once(this.#server, 'listening')
    // No file descriptor was left for who asked: it is told by the end of its connection, and asks again.
    this.#server.on('error', () => undefined)
  }

  /** Nothing that it started lives on. */
  stop(): void {
    for (const child of this.#processes.values()) child.kill('SIGKILL')
    this.#control?.destroy()
    this.#server.close()
  }

  #connected(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#undecided >= MAX_UNDECIDED) {
      socket.destroy()
      return
    }
    this.#undecided += 1
    const timer = setTimeout(() => socket.destroy(), SAY_WITHIN_MS)
    let isDecided = false
    const decide = (): void => {
      if (isDecided) return
      isDecided = true
      this.#undecided -= 1
      clearTimeout(timer)
    }
    const lines = new Lines(LONGEST_ASKED, (line) => {
      if (socket === this.#control) this.#signal(line)
      else if (!isDecided) {
        decide()
        this.#first(socket, line)
      }
    })
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      if (!lines.push(piece)) socket.destroy()
    })
    socket.on('close', () => {
      decide()
      // The server hung up: nobody wants what they capture.
      if (socket === this.#control) this.stop()
    })
  }

  #first(socket: Socket, line: string): void {
    if (this.#control === null) {
      if (isControl(line)) this.#control = socket
      else socket.destroy()
      return
    }
    const checked = askedIn(line, (iface) => this.#options.exists(iface))
    if (typeof checked === 'string') {
      // Where it has a number the server is told which of its requests that is.
      const id = Number(/"id":(\d{1,15})\b/.exec(line)?.[1] ?? 0)
      this.#tell({ id, refused: checked })
      socket.destroy()
      return
    }
    this.#start(checked.id, checked.asked, socket)
  }

  #start(id: number, asked: Asked, output: Socket): void {
    const command = this.#command(id, asked)
    if (typeof command === 'string') {
      this.#tell({ id, refused: command })
      output.destroy()
      return
    }
    let child: ChildProcess
    try {
      // It gets a copy of the connection, as one that waits where the server does not read. A process group of its own:
      // Ctrl-C in a terminal is for the server, which ends it in order.
      child = spawn(command.file, command.args, { stdio: ['ignore', output, 'pipe'], detached: true })
    } catch (error) {
      this.#tell({ id, refused: error instanceof Error ? error.message : String(error) })
      return
    } finally {
      output.destroy()
    }
    this.#processes.set(id, child)
    if (child.pid !== undefined) this.#tell({ id, pid: child.pid })
    const says = new Lines(LONGEST_TOLD / 4, (line) => this.#tell({ id, says: line }))
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      if (!says.push(piece)) child.kill('SIGTERM')
    })
    child.on('error', (error) => {
      if (child.pid !== undefined) return
      this.#processes.delete(id)
      this.#tell({ id, refused: error.message })
    })
    child.on('close', (code, signal) => {
      if (this.#processes.delete(id)) this.#tell({ id, ended: { code, signal } })
    })
  }

  #command(id: number, asked: Asked): Command | string {
    if (this.#processes.has(id)) return 'there is one of this number'
    if (this.#processes.size >= MAX_PROCESSES) return `there are ${MAX_PROCESSES} already`
    return this.#options.command(asked)
  }

  #signal(line: string): void {
    const asked = signalIn(line)
    if (asked) this.#processes.get(asked.id)?.kill(asked.signal)
  }

  #tell(told: Told): void {
    const control = this.#control
    if (!control?.writable) return
    // A server that does not read for so long has other troubles; what is said is no record.
    if (control.writableLength < LONGEST_TOLD * MAX_PROCESSES || !('says' in told))
      control.write(`${JSON.stringify(told)}\n`)
  }
}
