import type { SightSentence } from './sight-text.ts'
import type { EpochMs } from './time.ts'

/** What a tap can see, and what it cannot: nobody must trust a half-blind view. */
export const SIGHT_CODES = [
  'both-directions', // queries and reports are seen
  'queries-only', // no report for one group membership interval while queries come
  'reports-only', // answers go on while no query is seen: the querier is there
  'one-direction', // each host's word is seen, what the switch itself says is not
  'proxied', // reports of one MAC, or of 0.0.0.0, stand for all hosts
  'suppressing-switch', // one report per group and query goes up
  'duplicated', // the mirror shows each frame n times
  'tags-stripped', // several subnets and queriers on one untagged segment
  'tags-one-way', // tagged in one direction only: `--native-vlan` puts it right
  'kernel-drops', // the operating system dropped frames
  'mirror-loss', // frames were lost on the way to this tap
  'cut', // the capture cuts frames
  'sampled', // only some frames are sent here
  'nothing-yet', // too early to say
] as const
export type SightCode = (typeof SIGHT_CODES)[number]

/** One thing about a tap with its evidence. */
export interface Sight {
  code: SightCode
  /** Good news, or a limit. */
  good: boolean
  /** In the catalogue `sight`: that of its code, with a word more where a code has several. */
  sentence: SightSentence
  /** Names that end in `Ms` are durations, in `At` moments, as in a finding. */
  values: Readonly<Record<string, string | number>>
  since: EpochMs | null
}
