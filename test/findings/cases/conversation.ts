import type { OutgoingMessage } from '../../../server/capture/simulated/message.ts'
import { query } from '../../membership/wire.ts'
import type { Scene } from '../scene.ts'

export const QUERIER = '10.0.10.1'

/** What is said at a second, by whom. */
export type Line = readonly [number, string, OutgoingMessage]

/** Says everything in the order of time, and lets time go on until `end`. */
export function converse(scene: Scene, lines: readonly Line[], end: number): void {
  for (const [at, from, message] of [...lines].sort(([a], [b]) => a - b)) scene.step(at, from, message)
  scene.advance(end)
}

/** General queries each 125 s, the first one at once. */
export const queries = (until: number, fields: Parameters<typeof query>[0] = {}, every = 125): Line[] =>
  Array.from({ length: Math.floor(until / every) + 1 }, (_, i) => [i * every, QUERIER, query(fields)])

/** What one host answers to each of them. */
export const answers = (until: number, from: string, message: OutgoingMessage, delay = 3, every = 125): Line[] =>
  Array.from({ length: Math.floor((until - delay) / every) + 1 }, (_, i) => [i * every + delay, from, message])
