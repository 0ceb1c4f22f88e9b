import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GroupRow } from '../../shared/membership.ts'
import type { SourceRow } from '../../shared/source.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { v2 } from '../membership/wire.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { Lab } from './lab.ts'
import { whyNoLab } from './possible.ts'

function whyNot(): string | null {
  try {
    createRequire(import.meta.url).resolve('raw-socket')
  } catch {
    return 'the optional package raw-socket is not installed'
  }
  return whyNoLab()
}
const reason = whyNot()
if (reason !== null) console.log(`SKIPPED: mirrors beside a live source: ${reason}`)

const PORT = 8_224
const SWITCH = '198.51.100.1'
const MONITOR = '198.51.100.2'

describe.skipIf(reason !== null)('mirrors beside a live source', () => {
  const lab = new Lab({ hosts: 1, mirror: 'both' })
  const data = mkdtempSync(join(tmpdir(), 'rollcall-lab-mirrors-'))

  beforeAll(async () => {
    lab.up()
    // A routed link from the switch to the monitor, and a VXLAN tunnel of the kernel over it, into which the mirror
    // port is copied.
    lab.run('sw', 'ip', 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'up1', 'netns', lab.namespace('mon'))
    lab.run('sw', 'ip', 'addr', 'add', `${SWITCH}/30`, 'dev', 'up0')
    lab.run('mon', 'ip', 'addr', 'add', `${MONITOR}/30`, 'dev', 'up1')
    lab.run('sw', 'ip', 'link', 'set', 'up0', 'up')
    lab.run('mon', 'ip', 'link', 'set', 'up1', 'up')
    const ends = ['remote', MONITOR, 'local', SWITCH, 'dstport', '4789']
    lab.run('sw', 'ip', 'link', 'add', 'vx0', 'type', 'vxlan', 'id', '5000', ...ends)
    lab.run('sw', 'ip', 'link', 'set', 'vx0', 'up')
    lab.run('sw', 'tc', 'qdisc', 'add', 'dev', 'mir0', 'clsact')
    const every = ['protocol', 'all', 'u32', 'match', 'u32', '0', '0']
    const copy = ['action', 'mirred', 'egress', 'mirror', 'dev', 'vx0']
    lab.run('sw', 'tc', 'filter', 'add', 'dev', 'mir0', 'egress', ...every, ...copy)

    const sources = ['live:span0', 'live:up1', 'tzsp', 'erspan', 'vxlan'].flatMap((source) => ['--source', source])
    const senders = ['127.77.0.0/16', 'core1=127.0.0.9', `sw=${SWITCH}`].flatMap((each) => ['--allow-sender', each])
    const flags = [...sources, ...senders, '--tunnels', 'vxlan', '--data', data, '--listen', `127.0.0.1:${PORT}`]
    const script = `import { main } from './server/main.ts'; await main(${JSON.stringify(['serve', ...flags])})`
    const product = lab.start('mon', [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await new Promise<void>((resolve, reject) => {
      let said = ''
      product.once('close', () => reject(new Error(said)))
      product.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('History in')) resolve()
      })
    })
    await (await lab.host('h1')).join('239.1.1.1')
  })
  afterAll(async () => {
    await lab.down()
    rmSync(data, { recursive: true, force: true })
  })

  function rows<Row>(path: string): Row[] {
    const script = `process.stdout.write(await (await fetch('http://127.0.0.1:${PORT}/api/v1${path}')).text())`
    return (JSON.parse(lab.run('mon', process.execPath, '--input-type=module', '-e', script)) as { rows: Row[] }).rows
  }
  const sourceOf = (name: string) => rows<SourceRow>('/sources').find((row) => row.name === name)
  const segmentsOf = (group: string): string[] =>
    rows<GroupRow>('/groups')
      .filter((row) => row.group === group)
      .map(({ segment }) => segment)
      .sort()
  /** A host in VLAN 10 of another switch reports a group. */
  const report = (group: string): Uint8Array =>
    encodeFrame(v2(group), { src: ip('10.0.10.7'), srcMac: macOf(ip('10.0.10.7')), vlans: [10] })
  const hex = (frame: Uint8Array): string => Buffer.from(frame).toString('hex')
  const erspan = (session: number, sequence: number, frame: Uint8Array): string =>
    `100088be${sequence.toString(16).padStart(8, '0')}1000${session.toString(16).padStart(4, '0')}00000000${hex(frame)}`
  const sendGre = (...packets: string[]): void => {
    const script = fileURLToPath(new URL('send-gre.pl', import.meta.url))
    lab.run('mon', 'perl', script, '127.77.1.1', '127.0.0.1', ...packets)
  }

  it('reach the API, each with its own row and its own segment', async () => {
    lab.sendTzsp([report('239.3.0.1')])
    sendGre(erspan(5, 1, report('239.3.0.2')), erspan(5, 4, report('239.3.0.2')), erspan(6, 1, report('239.3.0.3')))
    const settled = () => [segmentsOf('239.3.0.1'), segmentsOf('239.3.0.2'), segmentsOf('239.3.0.3')]
    await expect
      .poll(settled, { timeout: 15_000 })
      .toEqual([['core1/10'], ['erspan:127.77.1.1:5/10'], ['erspan:127.77.1.1:6/10']])
    expect(sourceOf('erspan:127.77.1.1:5')).toMatchObject({
      kind: 'erspan',
      parent: 'erspan',
      lost: 2,
      state: 'running',
    })
    expect(sourceOf('erspan:127.77.1.1:6')).toMatchObject({ kind: 'erspan', lost: 0 })
    expect(sourceOf('core1')).toMatchObject({ kind: 'tzsp', parent: 'tzsp', lost: null, frames: 1, igmp: 1 })
  })

  it('and a tunnel of the kernel shows what the live source shows, received here or looked into on its way', async () => {
    await expect
      .poll(() => segmentsOf('239.1.1.1'), { timeout: 15_000 })
      .toEqual(['span0/untagged', 'sw/vxlan:5000/untagged', 'up1/vxlan:5000/untagged'])
    expect(sourceOf('sw')).toMatchObject({ kind: 'vxlan', parent: 'vxlan', lost: null, state: 'running' })
    expect(sourceOf('span0')).toMatchObject({ kind: 'live', parent: null, state: 'running' })
  })
})
