/*
 * Writes every scenario of the lab to a capture: `npx tsx test/lab/record.ts FOLDER` (root; Debian's frr, igmpproxy,
 * tcpdump). The captures in test/fixtures/captures/stacks-lab were made by it.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../../shared/time.ts'
import { Lab } from './lab.ts'
import { GROUP_MEMBERSHIP, QI, scenarios } from './scenarios.ts'

/** After the fault: what follows from it, and how it ends. */
const AFTERMATH = GROUP_MEMBERSHIP + 3 * QI

const folder = resolve(process.argv[2] ?? '.')
mkdirSync(folder, { recursive: true })
const monitor = new Lab({ hosts: 0, mirror: 'off', querier: 'none' })
const all = scenarios(monitor)
try {
  monitor.up()
  for (const { name, lab } of all) {
    // The port is there before the switch is: its first frames are recorded.
    lab.up()
    const flags = [
      '-n',
      '-U',
      '--immediate-mode',
      '-s',
      '128',
      '-Z',
      'root',
      '-Q',
      'in',
      '-w',
      join(folder, `${name}.pcap`),
    ]
    monitor.start('mon', ['tcpdump', '-i', name, ...flags, 'igmp'], { stdio: 'ignore' })
  }
  await sleep(SECOND)
  await Promise.all(all.map(({ start }) => start()))
  const faults = await Promise.all(all.map(async ({ name, fault }) => ({ name, at: new Date(await fault()) })))
  await sleep(AFTERMATH)
  for (const { name, at } of faults) console.log(`${name}: ${at.toISOString()}`)
} finally {
  await Promise.all(all.map(({ lab }) => lab.down()))
  await monitor.down()
}
