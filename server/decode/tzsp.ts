/** UDP port of the TaZmen Sniffer Protocol. */
export const TZSP_PORT = 37_008

/** What is wrong with a TZSP datagram, as counters name it. */
export type TzspFault = 'tzsp-malformed' | 'tzsp-type' | 'tzsp-encapsulation'

/** The mirrored frame is data[start..end). `wireLength`: octets it had before the sensor cut it, where the sensor says so. */
export type Tzsp =
  | { kind: 'frame'; start: number; end: number; wireLength?: number }
  | { kind: 'keepalive' }
  | { kind: 'malformed'; reason: TzspFault }

const HEADER = 4
const TYPE_RECEIVED = 0
const TYPE_TRANSMITTED = 1
const TYPE_KEEPALIVE = 4
const ENCAPSULATION_ETHERNET = 1
const TAG_PADDING = 0
const TAG_END = 1
const TAG_ORIGINAL_LENGTH = 0x29

const malformed = (reason: TzspFault): Tzsp => ({ kind: 'malformed', reason })

/**
 * Reads the TZSP header and its tags in data[start..end), the payload of a UDP datagram. Never reads outside.
 * `version u8 | type u8 | encapsulation u16`, then tags: 0 padding, 1 end, else `tag u8 | length u8 | value`.
 */
export function parseTzsp(data: Uint8Array, start: number, end: number): Tzsp {
  if (end - start < HEADER || data[start] !== 1) return malformed('tzsp-malformed')
  const type = data[start + 1]
  if (type === TYPE_KEEPALIVE) return { kind: 'keepalive' }
  if (type !== TYPE_RECEIVED && type !== TYPE_TRANSMITTED) return malformed('tzsp-type')
  if (uint16(data, start + 2) !== ENCAPSULATION_ETHERNET) return malformed('tzsp-encapsulation')
  let wireLength = 0
  let pos = start + HEADER
  while (pos < end) {
    const tag = data[pos]
    if (tag === TAG_END) {
      const first = pos + 1
      if (first === end) return malformed('tzsp-malformed')
      // A sensor that claims less than it sent is not believed.
      if (wireLength > end - first) return { kind: 'frame', start: first, end, wireLength }
      return { kind: 'frame', start: first, end }
    }
    if (tag === TAG_PADDING) {
      pos += 1
      continue
    }
    if (end - pos < 2) break
    const length = data[pos + 1] ?? 0
    if (length > end - pos - 2) break
    if (tag === TAG_ORIGINAL_LENGTH && length === 2) wireLength = uint16(data, pos + 2)
    pos += 2 + length
  }
  return malformed('tzsp-malformed')
}

const uint16 = (data: Uint8Array, pos: number): number => ((data[pos] ?? 0) << 8) | (data[pos + 1] ?? 0)
