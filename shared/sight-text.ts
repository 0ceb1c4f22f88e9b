import { filled } from './finding-text/filled.ts'

/** What a tap can see, in English. Names that end in `Ms` are durations, in `At` moments. */
export const SIGHT_SENTENCES = {
  'both-directions': 'Both directions: queries and the answers of hosts come through ({segments}).',
  'queries-only':
    'Queries only: for {silentMs} nobody has answered on any segment ({segments}). There is no receiver, or the mirror shows one direction only.',
  'reports-only':
    'Answers without queries ({segments}): hosts answer a querier that this tap cannot see. It is there; when it asks, and what it asks after a leave, stays unknown.',
  'one-direction':
    'One direction: what hosts send comes through, what the switch or router sends to them does not, on any segment. Mirror both directions of the port, or the whole VLAN.',
  proxied: 'Reports come through a proxy ({mac}, {segments}): who is behind it cannot be told, only that somebody is.',
  'suppressing-switch':
    'One report a group and query comes through ({segments}), from one host and then from another: a switch or the hosts hold the others back. What is counted is the least there is.',
  duplicated:
    'The mirror shows a frame {copies} times (median); {percent} % of the IGMP frames are such copies. They are dropped and counted.',
  'duplicated-partly':
    'The mirror shows some frames more than once; {percent} % of the IGMP frames are such copies. They are dropped and counted.',
  'tags-stripped':
    'The VLAN tags are gone: subnets {subnets}, each with a querier of its own, come untagged as one segment ({segments}). Mirror with tags, or each VLAN for itself.',
  'tags-one-way':
    'Tagged in one direction only: {untagged} and VLAN {vlan} are one segment, shown as two ({evidence} on both). Start with --native-vlan {vlan}, which makes them one.',
  'tags-one-way-split':
    'Tagged in one direction only: of {untagged} and VLAN {vlan} one has the queries and the other the answers. They are one segment, shown as two. Start with --native-vlan {vlan}, which makes them one.',
  'tags-one-way-many':
    'Tagged in one direction only: what comes untagged ({untagged}) belongs to VLANs {vlans}, which show the other direction. Mirror both directions with tags.',
  'kernel-drops':
    'The operating system dropped {count} frames before they came here: joins and leaves among them were not seen.',
  'mirror-loss': 'On the way to this tap {count} mirror frames were lost: joins and leaves among them were not seen.',
  cut: 'The capture cut {count} frames: what they say is not known. Capture whole frames (snap length 0 or 262144).',
  sampled: 'Only samples of the frames are sent here: they are shown, and never counted as members.',
  'nothing-yet-no-frames': 'Nothing to judge yet: no frame has arrived.',
  'nothing-yet-no-igmp': 'Nothing to judge yet: {frames} frames have arrived, and no IGMP or MLD among them.',
  'nothing-yet-watching':
    'Too early to judge: it takes one group membership interval, {leftMs} more, unless a query and an answer come before.',
  'nothing-yet-unasked':
    'No verdict: nobody asks and nobody answers. There is no querier, or the tap shows neither; a query would settle it.',
  'nothing-yet-elsewhere': 'Its segments are put together with those of other taps, and judged there.',
} as const

export type SightSentence = keyof typeof SIGHT_SENTENCES

/** The English sentence, as the terminal says it. */
export const sightSentence = (sentence: SightSentence, values: Readonly<Record<string, string | number>>): string =>
  filled(SIGHT_SENTENCES[sentence], values)
