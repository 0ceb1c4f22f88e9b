import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { Forger } from './forger.ts'
import { Neighbourhood, type Timed } from './neighbourhood.ts'

/** The truth that the flood must not hide. */
export const REAL = { hosts: 500, groups: 25, vlan: 10, queryInterval: 125 * SECOND, maxResponse: 10 * SECOND }

/** When the flood comes, and how long all of it lasts, by the clock of the frames. */
const FLOOD_AFTER = 5 * MINUTE
const FLOOD_LASTS = 10 * SECOND
const LASTS = 15 * MINUTE
/** So long after the flood is still told that not all is there: TRUNCATED_FOR. */
export const STILL_TRUNCATED = 9 * MINUTE

/** Frames of the real network and `count` forged ones, in the order of time. They run faster than the clock on the wall. */
export function* flooded(start: EpochMs, count: number, lasts: DurationMs = LASTS): Generator<Timed> {
  const real = new Neighbourhood(REAL)
  const planned = real.joins(start)
  for (let at = start + 20 * SECOND; at < start + lasts; at += REAL.queryInterval) planned.push(...real.cycle(at))
  planned.sort((a, b) => a.at - b.at)
  const forger = new Forger(1, { vlans: [REAL.vlan], stacked: 0.3, queries: 0.01 })
  let forged = 0
  const nextForged = (): EpochMs => start + FLOOD_AFTER + (forged / count) * FLOOD_LASTS
  for (const one of planned) {
    for (; forged < count && nextForged() <= one.at; forged += 1) yield { at: nextForged(), data: forger.frame() }
    yield one
  }
}

const FILE_HEADER = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex')

function record({ at, data }: Timed): Buffer {
  const octets = Buffer.allocUnsafe(16 + data.length)
  const us = Math.round(at * 1_000)
  octets.writeUInt32LE(Math.floor(us / 1_000_000), 0)
  octets.writeUInt32LE(us % 1_000_000, 4)
  octets.writeUInt32LE(data.length, 8)
  octets.writeUInt32LE(data.length, 12)
  octets.set(data, 16)
  return octets
}

/** Writes a capture as fast as it is read; answers how many frames it was. */
export async function pour(frames: Iterable<Timed>, into: Writable): Promise<number> {
  let sent = 0
  let piece: Buffer[] = [FILE_HEADER]
  const flush = async (): Promise<void> => {
    if (!into.write(Buffer.concat(piece))) await once(into, 'drain')
    piece = []
  }
  for (const frame of frames) {
    piece.push(record(frame))
    sent += 1
    if (sent % 500 === 0) await flush()
  }
  await flush()
  return sent
}

/** Asks until the answer fits. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (fits(answer)) return answer
    await sleep(200)
  }
}
