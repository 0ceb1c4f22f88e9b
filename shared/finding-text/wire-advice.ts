import type { Commands } from './commands.ts'

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
