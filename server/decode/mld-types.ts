/** ICMPv6 types of RFC 2710 s3, RFC 3810 s5 and RFC 4286 s3. */
export const MLD_TYPE = {
  query: 130,
  reportV1: 131,
  done: 132,
  reportV2: 143,
} as const

/** Router discovery: it tells router ports, and no membership. */
export const MLD_OTHER_TYPES: ReadonlyMap<number, string> = new Map([
  [151, 'MRD advertisement'],
  [152, 'MRD solicitation'],
  [153, 'MRD termination'],
])

export const MLD_TYPES: ReadonlySet<number> = new Set([...Object.values(MLD_TYPE), ...MLD_OTHER_TYPES.keys()])
/** Of 4 octets: solicitation and termination (RFC 4286 s3.2, s3.3). */
export const MLD_SHORT_TYPES: ReadonlySet<number> = new Set([152, 153])
