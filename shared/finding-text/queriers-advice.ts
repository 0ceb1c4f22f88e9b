import type { Commands } from './commands.ts'

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
