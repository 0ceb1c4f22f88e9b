import type { Problem } from '../../shared/igmp.ts'

/** Why a frame gives no message. `not-igmp` is no fault. */
export type NoMessage =
  | 'not-igmp'
  | 'truncated' // the capture cut it before one can tell what it is
  | 'later-fragment' // its first octets are no IGMP header
  | 'unsupported-link-type'
  | 'bad-frame' // shorter than its own headers say
  | 'too-many-tags'
  | 'too-many-tunnels'
  | 'too-many-segments'
  | 'tzsp-malformed'

/** Problems after which a message must not change anything: its content is not known to be what was sent. */
const UNSOUND: ReadonlySet<Problem> = new Set(['truncated', 'bad-checksum', 'bad-length', 'fragment'])

export const isSound = (problems: readonly Problem[]): boolean => !problems.some((problem) => UNSOUND.has(problem))

export const NO_PROBLEMS: readonly Problem[] = []
