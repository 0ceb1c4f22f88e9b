import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { CaptureReader } from '../capture/pcap.ts'
import type { CaptureProcess, StartCapture } from '../capture/capture-process.ts'
import type { CaptureMeans, OpenGre, OpenIgmp } from '../capture/means.ts'
import type { OpenedRaw } from '../capture/raw-socket.ts'
import { BrokeredProcess } from './brokered-process.ts'
import { Lines } from './lines.ts'
import { LONGEST_TOLD, type Asked, type Told } from './protocol.ts'

/** Why a connection ended is told on another one, and may come later than its end. */
const WORD_FOLLOWS: DurationMs = 2 * SECOND

/** The server's side of the talk with the broker: captures that it has no right to itself. */
export class BrokerClient implements CaptureMeans {
  readonly notes = []
  readonly #path: string
  readonly #control: Socket
  readonly #processes = new Map<number, BrokeredProcess>()
  #asked = 0

  private constructor(path: string, control: Socket, onLost: () => void) {
    this.#path = path
    this.#control = control
    const lines = new Lines(LONGEST_TOLD, (line) => this.#heard(JSON.parse(line) as Told))
    control.setEncoding('utf8').on('data', (piece: string) => {
      if (!lines.push(piece)) control.destroy()
    })
    control.on('error', () => control.destroy())
    control.on('close', () => {
      for (const each of this.#processes.values()) each.refused('the capture broker is gone')
      this.#processes.clear()
      onLost()
    })
    // It alone shall not keep this process alive.
    control.unref()
  }

  /** Throws what the system throws. `onLost`: the broker is gone, and with it every capture. */
  static async connect(path: string, onLost: () => void): Promise<BrokerClient> {
    const control = connect(path)
    await once(control, 'connect')
    control.write('{"control":true}\n')
    return new BrokerClient(path, control, onLost)
  }

  readonly start: StartCapture = (_place, iface, filter) => this.#ask({ ask: 'capture', interface: iface, filter })

  readonly openGre: OpenGre = async (onDatagram, onError) => {
    const opened = await openedBy(this.#ask({ ask: 'erspan' }), onDatagram, onError)
    return opened.kind === 'open' ? { ...opened, configured: undefined } : opened
  }

  readonly openIgmp: OpenIgmp = ({ name }, onDatagram, onError) =>
    openedBy(this.#ask({ ask: 'igmp-socket', interface: name }), onDatagram, onError)

  #ask(asked: Asked): BrokeredProcess {
    const id = (this.#asked += 1)
    const output = connect(this.#path)
    output.write(`${JSON.stringify({ id, ...asked })}\n`)
    const child = new BrokeredProcess(output, (signal) => this.#control.write(`${JSON.stringify({ id, signal })}\n`))
    this.#processes.set(id, child)
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') child.refused(error.message)
    })
    output.on('close', () => {
      setTimeout(() => {
        if (child.pid === undefined) child.refused('the capture broker could not take another request')
      }, WORD_FOLLOWS).unref()
    })
    child.on('close', () => this.#processes.delete(id))
    if (this.#control.destroyed) child.refused('the capture broker is gone')
    return child
  }

  #heard(told: Told): void {
    const child = this.#processes.get(told.id)
    if (!child) return
    if ('pid' in told) child.started(told.pid)
    else if ('says' in told) child.says(told.says)
    else if ('refused' in told) child.refused(told.refused)
    else child.ended(told.ended.code, told.ended.signal)
  }
}

/** A raw socket in a helper: its first line tells what became of it, later ones what went wrong. */
function openedBy(
  child: CaptureProcess,
  onDatagram: (datagram: Uint8Array, sender: string) => void,
  onError: (detail: string) => void,
): Promise<OpenedRaw<string | null>> {
  return new Promise((resolve) => {
    let isOpen = false
    let isClosed = false
    const reader = new CaptureReader(({ data, start, end }) => {
      // RFC 791 s3.1: the source address.
      if (!isClosed) onDatagram(data.subarray(start, end), data.subarray(start + 12, start + 16).join('.'))
    })
    child.stdout.on('data', (chunk: Buffer) => reader.push(chunk))
    let last = ''
    const lines = new Lines(LONGEST_TOLD, (line) => {
      last = line
      const told = isOpen ? null : outcomeIn(line)
      if (!told) return
      isOpen = told.kind === 'open'
      const close = (): void => {
        isClosed = true
        child.kill('SIGTERM')
      }
      resolve(told.kind === 'open' ? { kind: 'open', close, configured: told.configured } : told)
    })
    child.stderr.setEncoding('utf8').on('data', (piece: string) => lines.push(piece))
    child.on('error', (error) => (last = error.message))
    child.on('close', () => {
      const detail = last.replace(/^tcpdump: /, '')
      if (!isOpen) resolve({ kind: 'failed', detail })
      else if (!isClosed) onError(detail.startsWith('{') ? 'its helper ended' : detail)
    })
  })
}

type Outcome = { kind: 'open'; configured: string | null } | Exclude<OpenedRaw<string | null>, { kind: 'open' }>

function outcomeIn(line: string): Outcome | null {
  try {
    return JSON.parse(line) as Outcome
  } catch {
    return null
  }
}
