import { leaveCarrier } from './inner.ts'
import { missing, openSnap, type Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { readMac } from './reader.ts'

/* IEEE 802.11 s9.2.4.1, frame control: the octet with version, type and subtype, and that with the flags. */
const VERSION_AND_TYPE = 0x0f
const DATA = 0x08
const QOS = 0x80
const NULL = 0x40
const TO_DS = 0x01
const FROM_DS = 0x02
const PROTECTED = 0x40
const ORDER = 0x80
/** Of the QoS control field: several frames in one. */
const A_MSDU = 0x80

/**
 * A data frame of IEEE 802.11 (s9.3.2.1) with LLC and SNAP, as an access point hands it to its controller. Some access
 * points send the two octets of the frame control in the other order.
 */
export function openWlan(layers: Layers, at: number): NoMessage | null {
  leaveCarrier(layers)
  layers.position = at
  const { data, end } = layers
  if (end - at < 24) return missing(layers)
  const swapped = (data[at]! & VERSION_AND_TYPE) !== DATA
  const type = data[swapped ? at + 1 : at]!
  const flags = data[swapped ? at : at + 1]!
  if ((type & VERSION_AND_TYPE) !== DATA || (type & NULL) !== 0 || (flags & PROTECTED) !== 0) return 'not-igmp'
  const fourAddresses = (flags & TO_DS) !== 0 && (flags & FROM_DS) !== 0
  const qos = at + (fourAddresses ? 30 : 24)
  const start = (type & QOS) === 0 ? qos : qos + ((flags & ORDER) === 0 ? 2 : 6)
  if (start > end) return missing(layers)
  if ((type & QOS) !== 0 && (data[qos]! & A_MSDU) !== 0) return 'not-igmp'
  layers.mac = readMac(data, at + sourceAddress(flags))
  layers.position = start
  return openSnap(layers)
}

/** Which of the addresses is the source's (IEEE 802.11, table 9-60). */
function sourceAddress(flags: number): number {
  if ((flags & FROM_DS) === 0) return 10
  return (flags & TO_DS) === 0 ? 16 : 24
}
