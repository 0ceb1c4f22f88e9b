import { carriesFrame, cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u16 } from './reader.ts'
import type { Way } from './way.ts'
import { openWlan } from './wlan.ts'

/** RFC 5415 s14.1: the data channel. */
export const CAPWAP_DATA_PORT = 5_247

const HEADER = 8
/** Preamble of a datagram that is encrypted (RFC 5415 s4.2): version 0, type 1. */
const DTLS = 1
const BINDING_802_11 = 1
/* Of the second word of the flags: T, F and K (RFC 5415 s4.3). */
const NATIVE = 0x0100
const FRAGMENT = 0x0080
const KEEP_ALIVE = 0x0008

/** RFC 5415 s4.3: version, type u8 | length in words 5 | radio 5 | binding 5 | T F L W M K, reserved 9 | fragment u32 | ... */
export function openCapwap(layers: Layers, way: Way): NoMessage | null {
  const { data, position, end } = layers
  if (end <= position) return cutOr('capwap-malformed', layers)
  if (data[position] === DTLS) return 'capwap-encrypted'
  if (data[position] !== 0) return 'capwap-malformed'
  if (end - position < HEADER) return cutOr('capwap-malformed', layers)
  const length = (data[position + 1]! >> 3) * 4
  if (length < HEADER) return 'capwap-malformed'
  const flags = u16(data, position + 2)
  if ((flags & KEEP_ALIVE) !== 0) return 'not-igmp'
  if ((flags & FRAGMENT) !== 0) return 'capwap-fragment'
  const start = position + length
  if (start >= end) return cutOr('capwap-malformed', layers)
  if (!way.enter('capwap', null)) return 'too-many-tunnels'
  if ((flags & NATIVE) === 0) return carriesFrame(layers, start)
  const binding = (flags >> 9) & 0x1f
  return binding === BINDING_802_11 ? openWlan(layers, start) : 'not-igmp'
}
