import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from './command.ts'
import type { Lab, LabNode } from './lab.ts'

const DAEMONS = '/usr/lib/frr'
/** Patience with a daemon that starts on a busy machine. */
const START_MS = 20_000

export function whyNoFrr(): string | null {
  if (!existsSync(join(DAEMONS, 'pimd'))) return 'there is no pimd of FRR. Remedy: sudo apt install frr'
  return existsSync('/proc/net/ip_mr_vif') ? null : 'this kernel does no multicast routing, which pimd needs'
}

interface QuerierOptions {
  version: 2 | 3
  /** Seconds. */
  queryInterval: number
  maxResponse: number
}

/** FRR's pimd as the querier of a router; `down` of the lab ends it. Its files are in the lab's folder, nothing in /etc. */
export async function startFrr(lab: Lab, node: LabNode, options: QuerierOptions): Promise<void> {
  const folder = join(lab.folder, `frr-${node}`)
  mkdirSync(folder)
  const [zebra, pimd] = [join(folder, 'zebra.conf'), join(folder, 'pimd.conf')]
  writeFileSync(zebra, `hostname ${node}\n`)
  writeFileSync(
    pimd,
    [
      `hostname ${node}`,
      'interface eth0',
      ' ip igmp',
      ` ip igmp version ${options.version}`,
      // In this order: an interval below the response time of 10 s that pimd begins with is refused.
      ` ip igmp query-max-response-time ${options.maxResponse * 10}`,
      ` ip igmp query-interval ${options.queryInterval}`,
      ' ip igmp last-member-query-interval 5',
      '',
    ].join('\n'),
  )
  // The daemons give up root and run as the user of their package.
  command('chmod', '711', lab.folder)
  command('chown', '-R', 'frr:frr', folder)
  const socket = join(folder, 'zserv.api')
  const daemon = (name: string, config: string): ChildProcess =>
    lab.start(
      node,
      [
        ...[join(DAEMONS, name), '-f', config, '-z', socket, '-i', join(folder, `${name}.pid`)],
        ...['--vty_socket', folder, '-P', '0', '--log', `file:${join(folder, `${name}.log`)}`],
      ],
      { stdio: 'ignore' },
    )
  const first = daemon('zebra', zebra)
  await there(socket, first)
  const second = daemon('pimd', pimd)
  await there(join(folder, 'pimd.vty'), second)
}

async function there(file: string, child: ChildProcess): Promise<void> {
  const late = Date.now() + START_MS
  while (!existsSync(file)) {
    if (child.exitCode !== null || Date.now() > late) throw new Error(`${child.spawnargs.join(' ')} made no ${file}`)
    await sleep(50)
  }
}
