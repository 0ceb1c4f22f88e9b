import { PACKET_LIMIT, PACKET_LIST, PACKET_MOMENT, PROOF } from '../packet-params.ts'
import { FILTER } from '../params.ts'
import { TAKEN } from './audited.ts'
import { GROUP, SEGMENT } from './live.ts'
import { fileOf, reading, type Operation } from './operation.ts'

const CAPTURES = ['application/vnd.tcpdump.pcap', 'application/x-pcapng']
/** The frame that tells of a membership of the example's group. */
const FRAME = { source: 'eth1', frame: '5' }

export const PACKETS: readonly Operation[] = [
  reading('/packets', {
    tag: 'packets',
    summary: 'Packets that are kept, the newest first',
    description: 'To go further back, ask for those `until` the moment of the last one.',
    query: PACKET_LIST,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { filter: `group:${GROUP}`, limit: '3' } },
  }),
  fileOf('/packets.pcap', CAPTURES, {
    summary: 'Packets that are kept, as a capture file',
    audit: TAKEN,
    query: FILTER,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { filter: `group:${GROUP}` } },
  }),
  reading('/packets/:source/:frame', {
    tag: 'packets',
    summary: 'One packet with all its fields',
    query: PACKET_MOMENT,
    problems: ['not-found'],
    example: { path: FRAME },
  }),
  fileOf('/packets/:source/:frame/packet.pcap', CAPTURES, {
    summary: 'One packet as a capture file',
    audit: TAKEN,
    problems: ['not-found'],
    example: { path: FRAME },
  }),
  reading('/groups/:segment/:group/packets', {
    tag: 'packets',
    summary: 'The packets about one group, the newest first',
    query: PACKET_LIMIT,
    problems: ['busy'],
    example: { path: { segment: SEGMENT, group: GROUP }, query: { limit: '3' } },
  }),
  fileOf('/groups/:segment/:group/packets.pcap', CAPTURES, {
    summary: 'The packets about one group, as a capture file',
    audit: TAKEN,
    problems: ['busy'],
    example: { path: { segment: SEGMENT, group: GROUP } },
  }),
  reading('/proof', {
    tag: 'packets',
    summary: 'The last report that says that somebody is in a group',
    query: PROOF,
    problems: ['busy'],
    example: { query: { segment: SEGMENT, group: GROUP } },
  }),
]
