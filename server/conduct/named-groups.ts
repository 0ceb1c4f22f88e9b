import { ipv4, type Address, type IPv4 } from '../../shared/address.ts'

/** 224.0.0.230 to 233: monitoring and control, which every Dante device listens to. */
const DANTE_CONTROL: readonly IPv4[] = [0xe00000e6, 0xe00000e7, 0xe00000e8, 0xe00000e9].map(ipv4)

/** What a group address stands for, where it is assigned or a fixed custom of the equipment. */
const NAMED: ReadonlyMap<Address, string> = new Map<Address, string>([
  [ipv4(0xe00000fb), 'mDNS'], // 224.0.0.251, RFC 6762 s3
  ['ff02::fb' as Address, 'mDNS'],
  [ipv4(0xeffffffa), 'SSDP'], // 239.255.255.250, UPnP Device Architecture s1
  ['ff02::c' as Address, 'SSDP'],
  ['ff05::c' as Address, 'SSDP'],
  [ipv4(0xe000006b), 'PTP'], // 224.0.0.107, IEEE 1588 Annex C: peer delay
  [ipv4(0xe0000181), 'PTP'], // 224.0.1.129, IEEE 1588 Annex C
  [ipv4(0xe0000182), 'PTP'], // 224.0.1.130 to 132: alternate domains of the first edition
  [ipv4(0xe0000183), 'PTP'],
  [ipv4(0xe0000184), 'PTP'],
  ['ff02::6b' as Address, 'PTP'],
  ['ff02::181' as Address, 'PTP'],
  ['ff05::181' as Address, 'PTP'],
  [ipv4(0xe0027ffe), 'SAP'], // 224.2.127.254, RFC 2974 s3
  [ipv4(0xefffffff), 'SAP'], // 239.255.255.255: the highest address of the local scope, RFC 2974 s3
  ...DANTE_CONTROL.map((group) => [group, 'Dante'] as const),
])

/** Ranges of 16 bits. */
const NAMED_RANGES: ReadonlyMap<number, string> = new Map([
  [0xeffe, 'Dante'], // 239.254/16
  [0xef45, 'AES67'], // 239.69/16, what Dante devices send AES67 to
])

/** 239.255/16: Dante sends audio there, and so does everybody else (RFC 2365 s6.1: the local scope). */
const LOCAL_SCOPE = 0xefff

/** The service whose group this is for a host that is in the groups that `isIn` tells; null for any other group. */
export function serviceOf(group: Address, isIn: (group: Address) => boolean): string | null {
  const named = NAMED.get(group)
  if (named !== undefined || typeof group !== 'number') return named ?? null
  if (high(group) === LOCAL_SCOPE) return DANTE_CONTROL.some(isIn) ? 'Dante' : null
  return NAMED_RANGES.get(high(group)) ?? null
}

const high = (group: IPv4): number => group >>> 16
