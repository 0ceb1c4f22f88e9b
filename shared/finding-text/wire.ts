import { SIGHT_SENTENCES } from '../sight-text.ts'

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
  loop: 'Frames go round, from {senders}: copies beyond what a mirror makes: {copies}. A loop floods the segment and moves MAC addresses from port to port.',
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
