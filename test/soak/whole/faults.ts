import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ipv4, mac } from '../../../shared/address.ts'
import { encodeFrame } from '../../../server/capture/simulated/encode.ts'
import { Random } from '../../../server/capture/simulated/random.ts'
import { MINUTE, SECOND, type DurationMs } from '../../../shared/time.ts'
import type { World } from './world.ts'

/** Something that goes wrong, as it does in the months of a year. Resolves when it has been put right. */
export interface Fault {
  name: string
  happen(world: World): Promise<void>
}

const FLOOD = 50_000
const FLOOD_VLAN = 4_000
const SLOW_CONNECTIONS = 300
const QUIET: DurationMs = 5 * SECOND

export const FAULTS: readonly Fault[] = [
  {
    name: 'the capture child is killed',
    happen: async (world) => {
      world.signal('tcpdump', 'SIGKILL')
      await sleep(QUIET)
    },
  },
  {
    name: 'the mirror port goes down for 5 s',
    happen: async ({ wire }) => {
      wire.port('down')
      await sleep(5 * SECOND)
      wire.port('up')
    },
  },
  {
    name: 'the capture child hangs until somebody notices',
    happen: async (world) => {
      const [hung] = world.signal('tcpdump', 'SIGSTOP')
      const late = Date.now() + 2 * MINUTE
      while (hung !== undefined && world.lives(hung) && Date.now() < late) await sleep(SECOND)
    },
  },
  {
    name: 'a flood of 50,000 forged reports',
    happen: async ({ wire }) => {
      const random = new Random(7)
      for (let n = 0; n < FLOOD; n += 1) {
        const [source, group] = [random.below(2 ** 31), random.below(2 ** 24)]
        const envelope = { src: ipv4(source), srcMac: mac(0x060000000000 + source), vlans: [FLOOD_VLAN] }
        wire.send(encodeFrame({ kind: 'report', version: 2, group: ipv4(0xe8000000 + group) }, envelope))
        if (n % 500 === 499) await sleep(20)
      }
    },
  },
  {
    name: '300 connections that send one letter a second',
    happen: async ({ port }) => {
      const sockets = Array.from({ length: SLOW_CONNECTIONS }, () => slow(port))
      for (let n = 0; n < 15; n += 1) {
        for (const socket of sockets) socket.write('X')
        await sleep(SECOND)
      }
      for (const socket of sockets) socket.destroy()
    },
  },
  {
    name: 'the server is killed (-9) and started again',
    happen: async (world) => {
      await world.restart('kill')
    },
  },
  {
    name: 'the mirror port is removed, and made again',
    happen: async ({ wire }) => {
      wire.remove()
      await sleep(3 * SECOND)
      wire.makeAgain()
      await sleep(QUIET)
    },
  },
  {
    name: 'the disk is full for 10 s',
    happen: async ({ disk }) => {
      disk.fill()
      await sleep(10 * SECOND)
      disk.clear()
    },
  },
  {
    name: 'the server is stopped and started again',
    happen: async (world) => {
      await world.restart('stop')
    },
  },
]

function slow(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  // It may well be cut off.
  socket.on('error', () => undefined)
  socket.write('GET /healthz HTTP/1.1\r\nX-')
  return socket
}
