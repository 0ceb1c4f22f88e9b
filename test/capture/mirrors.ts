import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { MirrorKind } from '../../shared/source.ts'
import { MirrorListener } from '../../server/capture/mirror-listener.ts'
import { openMirror } from '../../server/capture/mirror.ts'
import { RecordingSink } from './sink.ts'

/* Listeners for mirrors, and those who send to them, over the loopback. */

export const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0')
export const hex16 = (value: number): string => (value & 0xffff).toString(16).padStart(4, '0')

type Options = Omit<Parameters<typeof openMirror>[1], 'name'> & { name?: string }

export class Mirrors {
  readonly #cleanUp: (() => Promise<void>)[] = []

  /** A listener on a port that the system chose, which runs or has failed. */
  async listener(kind: MirrorKind, options: Options = {}) {
    const source = openMirror(kind, { name: '', host: '127.0.0.1', port: 0, now: () => 1_234, ...options })
    this.#cleanUp.push(() => source.stop())
    const sink = new RecordingSink(source)
    source.start(sink)
    await sink.until(({ state }) => state !== 'starting')
    return { source, sink, port: portOf(source) }
  }

  /** Sends UDP datagrams from an address of this machine. */
  async sender(address: string, port: number, to = isIPv6(address) ? '::1' : '127.0.0.1') {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    await new Promise<void>((resolve) => socket.bind(0, address, resolve))
    this.#cleanUp.push(() => new Promise((resolve) => socket.close(() => resolve())))
    return async (...datagrams: string[]): Promise<void> => {
      for (const hex of datagrams) {
        await new Promise<void>((resolve, reject) => {
          socket.send(Buffer.from(hex, 'hex'), port, to, (error) => (error ? reject(error) : resolve()))
        })
      }
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#cleanUp.splice(0).map((each) => each()))
  }
}

/** Sends GRE packets from one address of the loopback network to another. Needs root. */
export function sendGre(from: string, to: string, packets: readonly string[]): void {
  const script = fileURLToPath(new URL('../lab/send-gre.pl', import.meta.url))
  const { status, stderr } = spawnSync('perl', [script, from, to, ...packets], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

const portOf = ({ place }: MirrorListener): number => Number(/:(\d+)$/.exec(place)?.[1])
