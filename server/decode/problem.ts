import type { Problem } from '../../shared/igmp.ts'

/** Why a frame gives no message. `not-igmp` is no fault. */
export type NoMessage =
  | 'not-igmp'
  | 'truncated' // the capture cut it before one can tell what it is
  | 'later-fragment' // its first octets are no IGMP header; told of what is read here alone
  | 'unsupported-link-type'
  | 'bad-frame' // shorter than its own headers say
  | 'too-many-tags'
  | 'too-many-tunnels'
  | 'too-many-segments'
  | 'samples' // a datagram of sampled headers: `Decoder.samples` gives what is in them
  | 'capwap-encrypted' // DTLS: nobody can read it (RFC 5415 s4.2)
  | 'capwap-fragment' // not reassembled (RFC 5415 s3.4)
  | Malformed

/** A tunnel whose header is not what it must be. */
export type Malformed =
  | 'tzsp-malformed'
  | 'vxlan-malformed'
  | 'gre-malformed'
  | 'erspan-malformed'
  | 'geneve-malformed'
  | 'mpls-malformed'
  | 'pppoe-malformed'
  | 'l2tp-malformed'
  | 'capwap-malformed'
  | 'sflow-malformed'

export const isMalformed = (fault: NoMessage | null): fault is Malformed => fault?.endsWith('-malformed') === true

/** Problems after which a message must not change anything: its content is not known to be what was sent. */
const UNSOUND: ReadonlySet<Problem> = new Set(['truncated', 'bad-checksum', 'bad-length', 'fragment', 'bad-source'])

export const isSound = (problems: readonly Problem[]): boolean => !problems.some((problem) => UNSOUND.has(problem))

/** From an address that no host has: it is nobody's message, so there is no host either. */
export const isNobodys = ({
  sound,
  problems,
}: {
  readonly sound: boolean
  readonly problems: readonly Problem[]
}): boolean => !sound && problems.includes('bad-source')

export const NO_PROBLEMS: readonly Problem[] = []
