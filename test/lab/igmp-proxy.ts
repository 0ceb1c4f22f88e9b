import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../../server/capture/program.ts'
import type { Lab, LabNode } from './lab.ts'

export const whyNoIgmpProxy = (): string | null =>
  findProgram('igmpproxy') === null ? 'there is no igmpproxy. Remedy: sudo apt install igmpproxy' : null

/** igmpproxy on a host: what is joined behind its eth1, it joins on the switch. */
export function startIgmpProxy(lab: Lab, node: LabNode): void {
  const config = join(lab.folder, `igmpproxy-${node}.conf`)
  writeFileSync(config, 'quickleave\nphyint eth0 upstream\nphyint eth1 downstream\nphyint lo disabled\n')
  lab.start(node, [findProgram('igmpproxy') ?? 'igmpproxy', '-n', config], { stdio: 'ignore' })
}
