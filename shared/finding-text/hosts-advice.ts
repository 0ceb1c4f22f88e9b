import type { Commands } from './commands.ts'

/** What to do, in plain words and in English. */
export const HOST_REMEDIES = {
  'deaf-host':
    'The host speaks but does not hear the queries, or may not answer them. Look whether queries reach its port (access lists, storm control, a port that filters multicast, wireless isolation) and whether a firewall on the host drops IGMP or MLD.',
  suppression:
    'Nothing is wrong. To see each host, let hosts and querier speak IGMPv3 or MLDv2, or turn off report suppression in the switches: then every host answers for itself.',
  'fast-leave':
    'Turn off fast leave (immediate leave) wherever more than one host can be behind a port or a router interface. If the querier keeps track of every single host (explicit tracking), nothing was cut off: acknowledge this.',
  'slow-leave':
    'Shorten the last member query interval or count of the querier, and look why it asks so late after a leave: a busy processor, or leaves that are held back on the way by a switch or a proxy.',
  'silent-departures':
    'The host is switched off at the plug, crashes, or its software does not leave groups. Have it shut down properly or update it; a shorter query interval ends what it leaves behind sooner.',
  'zap-storm':
    'Find the host by its MAC and look at it: a stuck key of a remote control, a program that scans channels, or software that leaves and joins in a circle. Limit joins a second at its port if the switch can. A proxy changes channels for all its viewers: raise `zaps-per-minute` for its segment.',
  'report-flood':
    'Find the port by the MAC and look at the host; take it off the network while switches suffer. Limit IGMP at the port so that one host cannot drown the others. A proxy answers for many groups at once: raise `reports-per-second` for its segment.',
  'too-many-groups':
    'Compare with the table size in the data sheet of the switch and set `table-size` for this segment. Split the segment, let a program join only what it shows, or use a switch with a larger table. A proxy has the groups of all its viewers: raise `groups-per-host` for its segment.',
  'twenty-groups': 'If the program needs more, raise the limit on the host and start the program again.',
  'ssm-misuse':
    'Give the player the address of the sender (IGMPv3 or MLDv2, mode INCLUDE), and make sure that the querier speaks the same version: with an older one hosts fall back and cannot name a source. Or map the group to its source in the router, or take an address outside the range.',
  'lost-receiver':
    'Look at the host: is it on, does the service run, has the network card slept? If it is there, it has lost the membership and does not hear this service any more: start the service again.',
} as const

/** Commands that put it right, or that show where to look. */
export const HOST_COMMANDS = {
  'deaf-host': {
    routeros: '/interface bridge mdb print\n/interface bridge port print detail\n/interface bridge filter print stats',
    ios: 'show ip igmp snooping querier\nshow ip igmp snooping mrouter\nshow ip igmp snooping groups',
    linux:
      'cat /proc/net/igmp\ncat /proc/net/igmp6\niptables -I INPUT -p igmp -j ACCEPT\nip6tables -I INPUT -p icmpv6 -j ACCEPT',
  },
  suppression: {
    routeros: '/interface bridge set bridge1 igmp-version=3 mld-version=2',
    ios: 'configure terminal\nno ip igmp snooping report-suppression',
    linux: 'ip link set dev br0 type bridge mcast_igmp_version 3 mcast_mld_version 2',
  },
  'fast-leave': {
    routeros: '/interface bridge port set [find fast-leave=yes] fast-leave=no',
    ios: 'show running-config | include immediate-leave\nconfigure terminal\nno ip igmp snooping vlan 10 immediate-leave\ninterface Vlan10\n no ip igmp immediate-leave',
    linux: 'bridge link set dev eth1 fastleave off',
  },
  'slow-leave': {
    routeros: '/interface bridge set bridge1 last-member-interval=1s last-member-query-count=2',
    ios: 'configure terminal\nip igmp snooping last-member-query-interval 1000\ninterface Vlan10\n ip igmp last-member-query-interval 1000\n ip igmp last-member-query-count 2',
    linux: 'ip link set dev br0 type bridge mcast_last_member_interval 100 mcast_last_member_count 2',
  },
  'silent-departures': {
    routeros: '/interface bridge set bridge1 query-interval=60s membership-interval=130s',
    ios: 'configure terminal\ninterface Vlan10\n ip igmp query-interval 60',
    linux: 'ip link set dev br0 type bridge mcast_query_interval 6000 mcast_membership_interval 13000',
  },
  'zap-storm': {
    routeros: '/interface bridge host print\n/interface bridge mdb print',
    ios: 'show mac address-table dynamic vlan 10\nshow ip igmp snooping groups vlan 10',
    linux: 'bridge fdb show br br0\nbridge mdb show dev br0',
  },
  'report-flood': {
    routeros: '/interface bridge host print\n/tool torch bridge1 ip-protocol=igmp',
    ios: 'show mac address-table dynamic vlan 10\nconfigure terminal\ninterface GigabitEthernet1/0/1\n storm-control multicast level pps 100',
    linux: 'bridge fdb show br br0\ntcpdump -eni br0 igmp',
  },
  'too-many-groups': {
    routeros: '/interface bridge mdb print count-only',
    ios: 'show ip igmp snooping groups count\nconfigure terminal\ninterface GigabitEthernet1/0/1\n ip igmp max-groups 100',
    linux: 'bridge mdb show dev br0 | wc -l\nip link set dev br0 type bridge mcast_hash_max 8192',
  },
  'twenty-groups': {
    linux: 'sysctl -w net.ipv4.igmp_max_memberships=200',
  },
  'ssm-misuse': {
    routeros: '/interface bridge set bridge1 igmp-version=3 mld-version=2',
    ios: 'configure terminal\nip igmp ssm-map enable\ninterface Vlan10\n ip igmp version 3',
    linux:
      'sysctl -w net.ipv4.conf.all.force_igmp_version=3\nip link set dev br0 type bridge mcast_igmp_version 3 mcast_mld_version 2',
  },
  'lost-receiver': {
    routeros: '/interface bridge mdb print\n/interface bridge host print',
    ios: 'show ip igmp snooping groups vlan 10\nshow mac address-table dynamic vlan 10',
    linux: 'ip maddr show\nbridge mdb show dev br0',
  },
} as const satisfies Readonly<Record<string, Commands>>
