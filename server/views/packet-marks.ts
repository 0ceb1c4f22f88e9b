import type { Address } from '../../shared/address.ts'
import type { Message } from '../decode/message.ts'

/* A bit for each address: 31 of them, so that the highest is free for what is about all groups. */
const BITS = 31
/** General queries and what names no group. */
export const GENERAL = 0x80000000

/** Two packets about one address have its bit; a packet with the bit may be about another one. */
export function markOf(address: Address): number {
  if (typeof address === 'number') return 1 << ((Math.imul(address, 0x9e3779b1) >>> 8) % BITS)
  let hash = 0
  for (let i = 0; i < address.length; i += 1) hash = Math.imul(hash ^ address.charCodeAt(i), 0x01000193)
  return 1 << ((hash >>> 8) % BITS)
}

/** Of a message: its sender, its groups, and whether it speaks of all groups. */
export function marksOf(message: Message): number {
  let marks = markOf(message.src)
  if (message.kind === 'report' && message.version === 3) {
    for (const { group } of message.records) marks |= markOf(group)
    return marks
  }
  return message.group === null ? (marks | GENERAL) >>> 0 : marks | markOf(message.group)
}
