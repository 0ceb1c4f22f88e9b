import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'

/** TZSP version 1, a received packet, Ethernet; no tags. */
const TZSP = Buffer.from('0100000101', 'hex')
/** A burst that no buffer of a socket loses. */
const BURST = 20

/** A switch that mirrors what the test says to a TZSP listener on loopback. */
export class MirrorWire {
  readonly #socket: Socket = createSocket('udp4')
  #port = 0
  #burst = 0

  /** A port that nobody has, for the listener. */
  async port(): Promise<number> {
    const probe = createSocket('udp4').bind(0, '127.0.0.1')
    await once(probe, 'listening')
    this.#port = probe.address().port
    probe.close()
    return this.#port
  }

  /** What a host says on a VLAN. */
  async say(vlan: number, from: string, message: OutgoingMessage): Promise<void> {
    const frame = encodeFrame(message, { src: ip(from), srcMac: macOf(ip(from)), vlans: [vlan] })
    this.#socket.send(Buffer.concat([TZSP, frame]), this.#port, '127.0.0.1')
    this.#burst += 1
    if (this.#burst % BURST === 0) await sleep(20)
  }

  close(): void {
    this.#socket.close()
  }
}
