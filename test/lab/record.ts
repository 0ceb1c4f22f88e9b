/*
 * Writes every scenario of the lab to a capture: `npx tsx test/lab/record.ts FOLDER` (root; Debian's frr, igmpproxy,
 * tcpdump; five minutes). The captures in test/fixtures/captures/stacks-lab were made by it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { SECOND } from '../../shared/time.ts'
import { command, ended } from './command.ts'
import { Lab } from './lab.ts'
import { GROUP_MEMBERSHIP, neverAsked, QI, scenarios, type Scenario } from './scenarios.ts'

/** After the fault: what follows from it. */
const AFTERMATH = GROUP_MEMBERSHIP + 3 * QI
/** RFC 3376 s8.4 with default timers, twice the response time, and a query more. */
const WITHOUT_QUERIES = 285 * SECOND

const folder = resolve(process.argv[2] ?? '.')
mkdirSync(folder, { recursive: true })
const monitor = new Lab({ hosts: 0, mirror: 'off', querier: 'none' })
const long = neverAsked(monitor)
const all = [...scenarios(monitor), long]
try {
  monitor.up()
  for (const { lab } of all) lab.up()
  await Promise.all(all.map(record))
} finally {
  await Promise.all(all.map(({ lab }) => lab.down()))
  await monitor.down()
}

async function record({ name, start, fault }: Scenario): Promise<void> {
  const file = join(folder, `${name}.pcap`)
  const flags = ['-n', '-U', '--immediate-mode', '-s', '128', '-Z', 'root', '-Q', 'in', '-w', file]
  const tcpdump = monitor.start('mon', ['tcpdump', '-i', name, ...flags, 'igmp'], { stdio: 'ignore' })
  await sleep(SECOND)
  await start()
  const at = new Date(await fault())
  await sleep(name === long.name ? WITHOUT_QUERIES : AFTERMATH)
  await ended(tcpdump)
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
  console.log(`${name}: fault at ${at.toISOString()}, ${command('stat', '-c', '%s', `${file}.gz`).trim()} bytes`)
  rmSync(file)
}
