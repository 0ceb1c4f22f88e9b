/** What the types of IP protocol 2 stand for (IANA igmp-type-numbers), apart from the membership messages. */
export const OTHER_TYPES: ReadonlyMap<number, string> = new Map([
  [0x13, 'DVMRP'],
  [0x14, 'PIMv1'],
  [0x15, 'Cisco trace'],
  [0x1e, 'mtrace response'],
  [0x1f, 'mtrace query'],
  [0x23, 'MSNIP'],
  [0x24, 'MSNIP'],
  [0x25, 'MSNIP'],
  [0x26, 'MSNIP'],
  [0x30, 'MRD advertisement'], // RFC 4286 s3
  [0x31, 'MRD solicitation'],
  [0x32, 'MRD termination'],
  [0x40, 'IGAP report'],
  [0x41, 'IGAP query'],
  [0x42, 'IGAP leave'],
  [0xfc, 'RGMP leave'], // RFC 3488: router to switch, no host join
  [0xfd, 'RGMP join'],
  [0xfe, 'RGMP bye'],
  [0xff, 'RGMP hello'],
])
/** The types that are shorter than 8 octets: MRD solicitation and termination have 4 (RFC 4286 s3.2, s3.3). */
export const SHORT_TYPES: ReadonlySet<number> = new Set([0x31, 0x32])
