import type { Commands } from './commands.ts'

/** Sentences about queriers, in English. Names that end in `Ms` are durations, in `At` moments. */
export const QUERIER_SENTENCES = {
  'no-querier':
    'Nobody has asked who is there since this tap began to watch at {watchedAt}. Streams stop {lastsMs} after each join, although hosts still want them.',
  'no-querier-local':
    'Nobody has asked who is there since this tap began to watch at {watchedAt}. Only groups of the link itself are in use, so no stream stops; one would as soon as a host joined another group.',
  'querier-silent-late':
    '{querier} asks every {intervalMs}, but has not since {lastQueryAt}. Another router takes over at {absentAt}; if none does, streams stop from {stopsAt} on.',
  'querier-silent-late-assumed':
    '{querier} has not asked since {lastQueryAt}. How often it asks is not known yet, {intervalMs} is assumed. If nobody asks by {absentAt}, it is gone, and streams stop from {stopsAt} on.',
  'querier-silent':
    '{querier} has not asked since {lastQueryAt}, and nobody took over. Streams stop from {stopsAt} on, although hosts still want them.',
  'two-queriers-overlap':
    '{loser} asked while {querier} is querier. That is an election: it is over if {loser} stays silent from now on.',
  'two-queriers':
    '{loser} goes on asking, though it lost to {querier} at {lostAt}. They do not hear each other or do not obey, and switches may send streams to the wrong one.',
  'two-queriers-one-address':
    'Two devices ask as {querier}: {mac} and {otherMac}. No election can settle that, and switches send streams now to one and now to the other.',
  'querier-changed':
    '{querier} has been querier since {sinceAt}. {before} had fallen silent, its last query came at {lastQueryAt}.',
  'querier-changed-displaced':
    '{querier} has been querier since {sinceAt}: it took the place of {before}, because its address is lower. Streams now go its way.',
  'querier-changed-not-allowed':
    '{querier} has been querier since {sinceAt}, but only {allowed} may be. Streams go its way as long as it asks.',
  'unnumbered-querier':
    'A switch asks without an address ({mac}). It can win no election, and some hosts do not answer such queries.',
  'unnumbered-querier-ignored':
    'A switch asks without an address ({mac}), and {host} has not answered its last two queries since it joined {group}. Its stream stops, though it may still want it.',
  'mixed-versions':
    '{older} asks in {olderVersion} while {newer} asks in {newerVersion}. Hosts must answer in {olderVersion} until {untilAt}, and longer with each further such query.',
  'mixed-versions-one-querier':
    '{older} asks in {olderVersion} and in {newerVersion}. Hosts must answer in {olderVersion} until {untilAt}, and longer with each further such query.',
  'mixed-versions-hosts':
    'The querier asks in {newerVersion}, but {host} and perhaps others report in {olderVersion}. Their groups cannot choose sources until {untilAt}, and longer with each further report.',
  'mixed-versions-first':
    '{host} and perhaps others report in {olderVersion}, which knows no leave. Their groups take no leave from anybody until {untilAt}, and longer with each further report.',
  'odd-specific-query':
    '{sender} asks after single groups, last after {group}, although {querier} is querier. Hosts answer it, and it may end groups that others still want.',
  'odd-specific-query-destination':
    '{sender} asks after single groups at {destination}, not at the group itself, last after {group}. The Linux bridge does so; some hosts may not listen there.',
  'odd-specific-query-ports':
    '{sender} asks after single groups on fewer ports than it asks everybody. Last {host} did not get the query for {group}, and answered the next general one. A switch that asks only where somebody leaves goes on serving the others.',
  'odd-specific-query-unheard':
    'Hosts do not hear when {sender} asks after a group: last {host} left the query for {group} unanswered, was cut off, and joined again. Viewers see interruptions whenever another one leaves.',
  'slow-querier':
    '{querier} asks only every {intervalMs}. Many switches forget a group after 260 s, so a single query that is lost stops streams.',
  'slow-querier-fatal':
    '{querier} asks only every {intervalMs}. Many switches forget a group after 260 s, so streams stop although no query is lost.',
  'slow-querier-response':
    '{querier} gives hosts {responseMs} to answer, but asks again every {intervalMs}. Answers to different queries mix, and groups may end too early.',
  'querier-flaps':
    'Queries stayed away for more than one and a half intervals {gaps} times in an hour, the last time until {lastGapAt}. Streams stop whenever it takes longer than {lastsMs}.',
} as const

/** What to do, in plain words and in English. */
export const QUERIER_REMEDIES = {
  'no-querier':
    'Let one device of the segment ask: the multicast router, or else a switch with its querier turned on. Give it an address in the subnet.',
  'querier-silent':
    'Look whether the querier still runs and still reaches this segment. For the next time, turn the querier on in a second device with a higher address: it takes over by itself.',
  'two-queriers':
    'Find out why the two do not hear each other: a port without the VLAN, a filter, or snooping that keeps queries back. Or turn the querier off in the one that should not be it.',
  'querier-changed':
    'If that was no planned change, find the device by its MAC address and turn its querier off, or give it a higher address than the one that should ask.',
  'unnumbered-querier':
    'Give the switch an address in this VLAN and let it ask from there, or let the router ask instead.',
  'mixed-versions':
    'Set all queriers of the segment to one version: the highest that every host and switch can speak. An older host holds back only its own groups.',
  'odd-specific-query':
    'Look up the sender by its MAC address. Only the querier should ask after a leave; turn the querier or its leave handling off elsewhere. Where hosts miss the query, let it ask twice, one second apart, and look whether snooping lets it through.',
  'slow-querier':
    'Set the query interval to 125 s or less, the same on all routers and switches of the segment, and the response time to less than that.',
  'querier-flaps':
    'Look for what takes the queries away: a querier that restarts, a loop or a topology that changes, a link that loses frames, a processor that is busy.',
} as const

/**
 * Commands that put it right, or that show where to look. RouterOS takes a change of `multicast-querier` over when
 * `igmp-snooping` goes off and on.
 */
export const QUERIER_COMMANDS = {
  'no-querier': {
    routeros:
      '/interface bridge set bridge1 igmp-snooping=no\n/interface bridge set bridge1 igmp-snooping=yes multicast-querier=yes',
    ios: 'configure terminal\nip igmp snooping querier\nip igmp snooping querier address 192.0.2.2',
    linux:
      'ip link set dev br0 type bridge mcast_snooping 1 mcast_querier 1\nip link set dev br0 type bridge mcast_query_use_ifaddr 1',
  },
  'querier-silent': {
    routeros:
      '/interface bridge monitor bridge1 once\n/interface bridge set bridge1 igmp-snooping=no\n/interface bridge set bridge1 igmp-snooping=yes multicast-querier=yes',
    ios: 'show ip igmp interface\nshow ip igmp snooping querier detail',
    linux: 'ip -d link show dev br0\nip link set dev br0 type bridge mcast_querier 1',
  },
  'two-queriers': {
    routeros:
      '/interface bridge monitor bridge1 once\n/interface bridge set bridge1 igmp-snooping=no multicast-querier=no\n/interface bridge set bridge1 igmp-snooping=yes',
    ios: 'show ip igmp snooping querier detail\nconfigure terminal\nno ip igmp snooping querier',
    linux: 'bridge -d mdb show\nip link set dev br0 type bridge mcast_querier 0',
  },
  'querier-changed': {
    routeros:
      '/interface bridge host print\n/interface bridge set bridge1 igmp-snooping=no multicast-querier=no\n/interface bridge set bridge1 igmp-snooping=yes',
    ios: 'show ip igmp snooping querier detail\nshow mac address-table',
    linux: 'bridge fdb show br br0\nip link set dev br0 type bridge mcast_querier 0',
  },
  'unnumbered-querier': {
    routeros: '/ip address add address=192.0.2.2/24 interface=bridge1',
    ios: 'configure terminal\nip igmp snooping querier address 192.0.2.2',
    linux: 'ip address add 192.0.2.2/24 dev br0\nip link set dev br0 type bridge mcast_query_use_ifaddr 1',
  },
  'mixed-versions': {
    routeros: '/interface bridge set bridge1 igmp-version=3 mld-version=2',
    ios: 'configure terminal\ninterface Vlan10\n ip igmp version 3',
    linux:
      'ip link set dev br0 type bridge mcast_igmp_version 3 mcast_mld_version 2\nsysctl net.ipv4.conf.all.force_igmp_version',
  },
  'odd-specific-query': {
    routeros:
      '/interface bridge set bridge1 last-member-interval=1s last-member-query-count=2\n/interface bridge set bridge1 igmp-snooping=no multicast-querier=no\n/interface bridge set bridge1 igmp-snooping=yes',
    ios: 'configure terminal\ninterface Vlan10\n ip igmp last-member-query-interval 1000\n ip igmp last-member-query-count 2',
    linux: 'ip link set dev br0 type bridge mcast_last_member_interval 100 mcast_last_member_count 2',
  },
  'slow-querier': {
    routeros: '/interface bridge set bridge1 query-interval=60s query-response-interval=10s',
    ios: 'configure terminal\ninterface Vlan10\n ip igmp query-interval 60\n ip igmp query-max-response-time 10',
    linux: 'ip link set dev br0 type bridge mcast_query_interval 6000 mcast_query_response_interval 1000',
  },
  'querier-flaps': {
    routeros: '/interface bridge monitor bridge1 once\n/log print where topics~"bridge"',
    ios: 'show ip igmp snooping querier detail\nshow spanning-tree detail',
    linux: 'bridge monitor mdb\nip -s link show dev br0',
  },
} as const satisfies Readonly<Record<string, Commands>>
