import { SIGHT_SENTENCES } from '../sight-text.ts'
import type { Commands } from './commands.ts'

/** Sentences about the wire and the tap, in English. Names that end in `Ms` are durations, in `At` moments. */
export const WIRE_SENTENCES = {
  'bad-sender-checksum':
    'Messages with a wrong checksum: nobody accepts them, so joins and leaves are lost. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-length':
    'Messages of a length that no version has: nobody accepts them. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-record':
    'Reports whose records run past their end: what stands behind is lost. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-source':
    'Messages from an address that no host can have (for MLD: not link-local): routers must ignore them. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-destination':
    'Messages to the wrong address: many switches and routers ignore them. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-fragment':
    'IGMP in fragments: switches cannot read them. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-ttl':
    'Messages with a TTL that is not 1: they may come from another network. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-group':
    'Reports of addresses that nobody can join. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-record-type':
    'Reports with records of an unknown type, which are left out. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  'bad-sender-router-alert':
    'Messages without the Router Alert option: some routers and hosts ignore those. Faulty are {faulty} of its {messages} messages ({percent} %): {faults}.',
  loop: 'Frames go round: {copies} copies beyond what a mirror makes, of frames from {senders}. A loop floods the segment and moves MAC addresses from port to port.',
  'address-conflict':
    'The address {address} is used by {macs} in turn: a report of one counts for both, and a leave of one takes the group from the other.',
  'address-conflict-reflected':
    '{mac} sends the reports of others a second time under its own MAC, at once ({addresses} addresses, {reports} reports): each host seems to be two.',
  'proxy-reporting':
    'Reports come from 0.0.0.0 ({mac}): a switch reports for its hosts, or a host has no address. If it is a switch, who is behind it cannot be told.',
  'proxy-reporting-addresses':
    'Hosts with {addresses} addresses report through one MAC ({mac}): a bridge, an access point or a router stands before them. What they share, a leave for one may end for all.',
  'proxy-reporting-one':
    '{address} alone has {groups} of {memberships} memberships, while {hosts} hosts are members: it may report for others, which then cannot be told apart.',
  'foreign-subnet':
    '{address} is not of this subnet ({prefix}): wrong VLAN, or a wrong address? A router may ignore what it joins, and sends it nothing.',
  'foreign-subnet-querier':
    'Queries come from {address}, which is not of this subnet ({prefix}): a querier of another VLAN, or a management address. Routers that check it ignore those queries.',
  'foreign-subnet-self':
    '{address} gave itself its address, because nobody gave it one (subnet {prefix}): it does not reach the DHCP server. A router may ignore what it joins.',
  'mac-collision':
    'The groups {groups} have one MAC address, {mac}: a switch that filters by MAC sends both to whoever has joined one of them.',
  'mac-collision-flooded':
    'The group {group} has the MAC address {mac} of a local group (224.0.0.0/24), which switches always flood: its stream reaches every port.',
  'tap-limits-kernel-drops': SIGHT_SENTENCES['kernel-drops'],
  'tap-limits-mirror-loss': SIGHT_SENTENCES['mirror-loss'],
  'tap-limits-cut': SIGHT_SENTENCES.cut,
  'tap-limits-tags-one-way': SIGHT_SENTENCES['tags-one-way'],
  'tap-limits-tags-one-way-split': SIGHT_SENTENCES['tags-one-way-split'],
  'tap-limits-tags-one-way-many': SIGHT_SENTENCES['tags-one-way-many'],
  'tap-limits-queries-only': SIGHT_SENTENCES['queries-only'],
  'tap-limits-sampled': SIGHT_SENTENCES.sampled,
  'tap-limits-suppressing-switch': SIGHT_SENTENCES['suppressing-switch'],
  'tap-limits-duplicated': SIGHT_SENTENCES.duplicated,
  'tap-limits-duplicated-partly': SIGHT_SENTENCES['duplicated-partly'],
  'tap-limits-reports-only':
    'Hosts answer queries that this tap cannot see (last at {answeredAt}; no query for {silentMs}): the querier is there. Who it is, and what it asks after a leave, stays unknown, so groups seem to stay longer than they do.',
  'tap-limits-tags-stripped':
    'The VLAN tags are gone: the subnets {subnets}, each with a querier of its own, come untagged as one segment. Their members are counted together.',
} as const

/** What to do, in plain words and in English. */
export const WIRE_REMEDIES = {
  'bad-sender':
    'Look up the MAC address at the switch, and update the software of what is there. Where several senders have a wrong checksum or length, look at the cable, at the port and at checksum offloading on the way to this tap.',
  'proxy-reporting':
    'Nothing is broken. To see each host, mirror a port behind the proxy, or turn report suppression and proxy reporting off at the switch.',
  'foreign-subnet':
    'Look up the MAC address at the switch and compare the VLAN of its port with its address. If the subnet is larger than what most hosts share, set its prefixes for the segment in the configuration.',
  'mac-collision':
    'Choose groups whose last 23 bits differ, and none of the form x.0.0.y or x.128.0.y. Switches that filter by IP address are not concerned.',
  'tap-limits':
    'Mirror both directions of the port of the querier, or the whole VLAN, with its tags and with whole frames, to a port that is fast enough. What the mirror cannot show, no monitor can tell.',
  loop: 'Find the loop: two ports of one switch that lead to each other, an access point with two links, spanning tree turned off. Take one link away. A mirror of more than eight ports looks the same: mirror fewer ports, or the VLAN once.',
  'address-conflict':
    'Look up both MAC addresses at the switch. Give one host another address, by DHCP or by hand. One host that shares its traffic between several cards (balance-tlb, balance-alb) looks the same; so does a switch or access point that sends reports again under its own MAC.',
} as const

/** Commands that put it right, or that show where to look. */
export const WIRE_COMMANDS = {
  'bad-sender': {
    routeros: '/interface bridge host print\n/interface ethernet print stats',
    ios: 'show mac address-table\nshow interfaces counters errors',
    linux: 'bridge fdb show br br0\nethtool -S eth0\nethtool -K eth0 tx off rx off',
  },
  'proxy-reporting': {
    routeros: '/interface bridge mdb print\n/routing igmp-proxy interface print',
    ios: 'show ip igmp snooping\nconfigure terminal\nno ip igmp snooping report-suppression',
    linux: 'bridge -d mdb show\nbridge link set dev eth0 mcast_to_unicast off',
  },
  'foreign-subnet': {
    routeros: '/interface bridge host print\n/interface bridge vlan print\n/ip dhcp-server lease print',
    ios: 'show mac address-table\nshow vlan brief\nshow ip dhcp binding',
    linux: 'bridge fdb show br br0\nbridge vlan show',
  },
  'mac-collision': {
    routeros: '/interface bridge mdb print',
    ios: 'show ip igmp snooping groups\nshow mac address-table multicast',
    linux: 'bridge -d mdb show',
  },
  'tap-limits': {
    routeros: '/tool sniffer set streaming-enabled=yes streaming-server=192.0.2.10 filter-interface=bridge1',
    ios: 'configure terminal\nmonitor session 1 source vlan 10 both\nmonitor session 1 destination interface Gi1/0/24 encapsulation replicate',
    linux:
      'tc qdisc add dev br0 clsact\ntc filter add dev br0 ingress matchall action mirred egress mirror dev mon0\ntc filter add dev br0 egress matchall action mirred egress mirror dev mon0',
  },
  loop: {
    routeros: '/interface bridge set bridge1 protocol-mode=rstp\n/interface bridge port monitor [find] once',
    ios: 'show spanning-tree detail\nshow mac address-table notification mac-move\nconfigure terminal\nspanning-tree portfast bpduguard default',
    linux: 'ip link set dev br0 type bridge stp_state 1\nbridge -d link show',
  },
  'address-conflict': {
    routeros: '/ip arp print\n/interface bridge host print',
    ios: 'show ip arp\nshow mac address-table',
    linux: 'arping -D -I br0 192.0.2.20\nbridge fdb show br br0',
  },
} as const satisfies Readonly<Record<string, Commands>>
