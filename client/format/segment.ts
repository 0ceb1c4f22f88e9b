/*
 * A segment is a path: source, tunnel, VLAN stack. The last part is what people call it, the rest tells where it was
 * seen: `eth1/vxlan:5000/100.10` is VLAN 100.10 at eth1/vxlan:5000.
 */
export interface SegmentName {
  /** `100.10`, or null when the last part is no VLAN stack. */
  vlan: string | null
  /** The last part as it is: `untagged`. */
  last: string
  /** The parts before the last, empty when there are none. */
  where: string
}

/** Other segments are called the same: where this one was seen must be said. */
export const isAmbiguous = (segment: string, all: readonly string[]): boolean => {
  const { last } = segmentName(segment)
  return all.some((other) => other !== segment && segmentName(other).last === last)
}

export function segmentName(segment: string): SegmentName {
  const cut = segment.lastIndexOf('/')
  const last = segment.slice(cut + 1)
  return { vlan: /^\d+(\.\d+)*$/.test(last) ? last : null, last, where: cut < 0 ? '' : segment.slice(0, cut) }
}
