import { carries, cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import { vniAt } from './vxlan.ts'
import type { Way } from './way.ts'

export const GENEVE_PORT = 6_081

const HEADER = 8
const OPTION_HEADER = 4
const CONTROL = 0x80

/** RFC 8926 s3.4: version 2 | length of the options in words 6 | O, C, reserved 8 | protocol 16 | VNI 24 | reserved 8. */
export function openGeneve(layers: Layers, way: Way): NoMessage | null {
  const { data, position, end } = layers
  if (end - position < HEADER) return cutOr('geneve-malformed', layers)
  if (data[position]! >> 6 !== 0) return 'geneve-malformed' // another version MUST be dropped
  const options = position + HEADER
  const optionsEnd = options + (data[position]! & 0x3f) * 4
  if (optionsEnd > end) return cutOr('geneve-malformed', layers)
  if (!optionsFit(data, options, optionsEnd)) return 'geneve-malformed'
  if ((data[position + 1]! & CONTROL) !== 0) return 'not-igmp' // between tunnel endpoints, no payload
  if (!way.enter('geneve', vniAt(data, position))) return 'too-many-tunnels'
  return carries(layers, optionsEnd, u16(data, position + 2))
}

/** RFC 8926 s3.5: class 16 | type 8 | reserved 3, length of the data in words 5. Together they MUST be the whole length. */
function optionsFit(data: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end) at += OPTION_HEADER + (data[at + 3]! & 0x1f) * 4
  return at === end
}
