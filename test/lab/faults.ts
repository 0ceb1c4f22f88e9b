import type { Lab, LabNode } from './lab.ts'

/** A port of the switch forgets a group at the first leave that comes from it. */
export function leaveFast(lab: Lab, port: string): void {
  lab.run('sw', 'ip', 'link', 'set', port, 'type', 'bridge_slave', 'mcast_fast_leave', 'on')
}

/** `node` never hears the IGMP of `speaker`: it goes to an interface where nobody listens. */
export function deafen(lab: Lab, node: LabNode, speaker: LabNode): void {
  lab.run(node, 'ip', 'link', 'add', 'nowhere', 'type', 'veth', 'peer', 'name', 'nobody')
  lab.run(node, 'ip', 'link', 'set', 'nowhere', 'up')
  lab.run(node, 'tc', 'qdisc', 'add', 'dev', 'eth0', 'clsact')
  const spoken = ['match', 'ip', 'src', `${lab.address(speaker)}/32`, 'match', 'ip', 'protocol', '2', '0xff']
  const away = ['action', 'mirred', 'egress', 'redirect', 'dev', 'nowhere']
  lab.run(node, 'tc', 'filter', 'add', 'dev', 'eth0', 'ingress', 'protocol', 'ip', 'u32', ...spoken, ...away)
}
