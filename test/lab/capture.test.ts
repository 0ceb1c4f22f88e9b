import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { parseIPv4, parseMac } from '../../shared/address.ts'
import { Lab, QUERIER, whyNoLab } from './lab.ts'
import type { LabHost } from './lab-host.ts'
import { Watcher, type SeenMessage } from './watcher.ts'

const reason = whyNoLab()
if (reason !== null) console.log(`SKIPPED: the lab of real kernels: ${reason}`)

const address = (text: string) => {
  const parsed = parseIPv4(text)
  if (parsed === null) throw new Error(text)
  return parsed
}
const tagged = (vlans: readonly number[], tagTypes: readonly number[], group: string): Uint8Array => {
  const srcMac = parseMac('02:00:00:00:00:77')
  if (srcMac === null) throw new Error('no MAC')
  return encodeFrame(
    { kind: 'report', version: 2, group: address(group) },
    { src: address('10.0.10.7'), srcMac, vlans, tagTypes },
  )
}
const reports = (type: string, group: string) => (message: SeenMessage) =>
  message.records?.some((record) => record.type === type && record.group === group) ?? false

describe.skipIf(reason !== null)('a mirror port', () => {
  const lab = new Lab({ mirror: 'both' })
  const hosts: Partial<Record<'h1' | 'h2' | 'h3', LabHost>> = {}
  let live: Watcher
  let igmpSocket: Watcher

  beforeAll(async () => {
    lab.up()
    lab.igmp('h1', 3)
    lab.igmp('h2', 2)
    lab.igmp('h3', 1)
    live = new Watcher(lab, 'live')
    igmpSocket = new Watcher(lab, 'igmp-socket')
    for (const node of ['h1', 'h2', 'h3'] as const) hosts[node] = await lab.host(node)
    await live.state(({ state }) => state === 'running')
  })
  afterAll(() => lab.down())

  it('shows the queries of the switch', async () => {
    const query = await live.message(({ kind }) => kind === 'query')
    expect(query).toMatchObject({
      version: 3,
      src: QUERIER,
      dst: '224.0.0.1',
      scope: 'general',
      group: null,
      problems: [],
    })
    expect(query).toMatchObject({ segment: 'span0/untagged', vlans: [] })
  })

  it('shows a v3 join, its leave, and the queries that it makes', async () => {
    await hosts.h1?.join('239.1.1.1')
    const joined = await live.message(reports('TO_EX', '239.1.1.1'))
    expect(joined).toMatchObject({
      src: lab.address('h1'),
      mac: lab.mac('h1'),
      dst: '224.0.0.22',
      type: 0x22,
      problems: [],
    })
    await hosts.h1?.leave('239.1.1.1')
    await live.message(reports('TO_IN', '239.1.1.1'))
    await live.message(({ kind, scope, group }) => kind === 'query' && scope === 'group' && group === '239.1.1.1')
  })

  it('shows a source-specific join and its end', async () => {
    await hosts.h1?.joinSource('232.1.1.1', '10.99.0.77')
    const joined = await live.message(reports('ALLOW', '232.1.1.1'))
    // The repeated leave of the test before may be in the same report.
    expect(joined.records).toContainEqual({ type: 'ALLOW', group: '232.1.1.1', sources: ['10.99.0.77'] })
    await hosts.h1?.leaveSource('232.1.1.1', '10.99.0.77')
    await live.message(reports('BLOCK', '232.1.1.1'))
  })

  it('shows v2 and v1 hosts', async () => {
    await hosts.h2?.join('239.1.1.2')
    const joined = await live.message(({ type, group }) => type === 0x16 && group === '239.1.1.2')
    expect(joined).toMatchObject({
      src: lab.address('h2'),
      mac: lab.mac('h2'),
      dst: '239.1.1.2',
      version: 2,
      problems: [],
    })
    await hosts.h2?.leave('239.1.1.2')
    await live.message(({ type, group, dst }) => type === 0x17 && group === '239.1.1.2' && dst === '224.0.0.2')
    await hosts.h3?.join('239.1.1.3')
    const old = await live.message(({ type, group }) => type === 0x12 && group === '239.1.1.3')
    expect(old).toMatchObject({ src: lab.address('h3'), version: 1 })
  })

  it('shows tagged frames: 802.1Q, priority, QinQ', async () => {
    lab.send('h1', [
      tagged([10], [0x8100], '239.2.0.1'),
      tagged([0], [0x8100], '239.2.0.2'),
      tagged([100, 10], [0x88a8, 0x8100], '239.2.0.3'),
      tagged([100, 20, 10], [0x88a8, 0x8100, 0x8100], '239.2.0.4'),
    ])
    const segmentOf = async (group: string) => (await live.message((message) => message.group === group)).segment
    expect(await segmentOf('239.2.0.1')).toBe('span0/10')
    expect(await segmentOf('239.2.0.2')).toBe('span0/untagged')
    expect(await segmentOf('239.2.0.3')).toBe('span0/100.10')
    expect(await segmentOf('239.2.0.4')).toBe('span0/100.20.10')
  })

  it('shows MLD behind its hop-by-hop header, untagged, tagged, and QinQ', async () => {
    const capture = readFileSync(join(import.meta.dirname, '../fixtures/captures/cases/29-mldv2-three-records.pcap'))
    const frames: Uint8Array[] = []
    new CaptureReader(({ data, start, end }) => frames.push(new Uint8Array(data.subarray(start, end)))).push(capture)
    const query = frames[0]
    if (!query) throw new Error('no frame')
    const under = (...tags: number[][]) =>
      Buffer.from([...query.subarray(0, 12), ...tags.flat(), ...query.subarray(12)])
    lab.send('h1', [under(), under([0x81, 0, 0, 30]), under([0x88, 0xa8, 0, 100], [0x81, 0, 0, 31])])
    for (const vlans of ['untagged', '30', '100.31']) {
      const seen = await live.message(({ segment, dst }) => segment === `span0/${vlans}` && dst === 'ff02::1')
      expect(seen).toMatchObject({ kind: 'query', src: 'fe80::1', version: 2 })
    }
  })

  it('takes another filter, and says what tcpdump has against one', async () => {
    const chosen = new Watcher(lab, 'live', 'span0', 'igmp and src host 10.0.10.7')
    await chosen.state(({ state }) => state === 'running')
    lab.send('h1', [tagged([], [], '239.2.1.1')])
    await chosen.message(({ group }) => group === '239.2.1.1')
    await hosts.h1?.join('239.1.1.9')
    await live.message(reports('TO_EX', '239.1.1.9'))
    expect(chosen.messages().filter(({ src }) => src !== '10.0.10.7')).toEqual([])
    await chosen.stop()
    const wrong = new Watcher(lab, 'live', 'span0', 'igmp or nonsense')
    const { notice } = await wrong.state(({ state }) => state === 'failed')
    expect(notice).toEqual({
      code: 'bad-capture-filter',
      values: { detail: expect.stringContaining('syntax error') as string },
    })
    await wrong.stop()
  })

  it('listens on all interfaces at once, and says what that hides', async () => {
    const any = new Watcher(lab, 'live', 'any')
    const { limits } = await any.state(({ state }) => state === 'running')
    expect(limits.map(({ code }) => code)).toEqual(['any-interface'])
    lab.send('h1', [tagged([10], [0x8100], '239.2.2.1'), tagged([], [], '239.2.2.2')])
    expect(await any.message(({ group }) => group === '239.2.2.1')).toMatchObject({ segment: 'any/10' })
    expect(await any.message(({ group }) => group === '239.2.2.2')).toMatchObject({ segment: 'any/untagged' })
    await any.stop()
  })

  it('says through a raw socket what it sees and what not', async ({ skip }) => {
    const { state, limits, notice } = await igmpSocket.state((seen) => seen.state !== 'starting')
    if (notice?.code === 'raw-socket-missing') {
      console.log('SKIPPED: the raw IGMP socket: the optional package raw-socket is not installed')
      skip('raw-socket is not installed')
    }
    expect([state, limits.map(({ code }) => code)]).toEqual(['running', ['igmp-socket-limits']])
    await igmpSocket.message(({ kind }) => kind === 'query')
    const joined = await igmpSocket.message(reports('TO_EX', '239.1.1.1'))
    expect(joined).toMatchObject({ mac: null, src: lab.address('h1') })
    await igmpSocket.message(({ type, group }) => type === 0x16 && group === '239.1.1.2')
    await igmpSocket.message(({ type, group }) => type === 0x12 && group === '239.1.1.3')
    await igmpSocket.message(({ type, group }) => type === 0x17 && group === '239.1.1.2')
    expect(igmpSocket.messages().filter(({ vlans }) => vlans.length > 0)).toEqual([])
    await igmpSocket.stop()
  })

  it('says why there are no frames while its interface is down, and goes on when it is up', async () => {
    live.mark()
    lab.run('mon', 'ip', 'link', 'set', 'span0', 'down')
    await live.state(({ state, notice }) => state === 'waiting' && notice?.code === 'interface-down')
    live.mark()
    lab.run('mon', 'ip', 'link', 'set', 'span0', 'up')
    await live.state(({ state, notice }) => state === 'running' && notice === null)
    await live.message(({ kind }) => kind === 'query')
  })

  it('comes back by itself when its interface is removed and added again', async () => {
    live.mark()
    lab.removeMirrorPort()
    await live.state(({ state, notice }) => state === 'waiting' && notice?.code === 'interface-gone')
    live.mark()
    lab.addMirrorPort()
    lab.mirror('both')
    await live.state(({ state }) => state === 'running')
    await live.message(({ kind }) => kind === 'query')
  })

  it('starts tcpdump again when somebody kills it', async () => {
    const { pid } = await live.state(({ state }) => state === 'running')
    live.mark()
    process.kill(pid ?? 0, 'SIGKILL')
    await live.state(({ state, notice }) => state === 'waiting' && notice?.code === 'capture-stopped')
    live.mark()
    const { pid: next } = await live.state(({ state }) => state === 'running')
    expect(next).not.toBe(pid)
    await live.message(({ kind }) => kind === 'query')
  })

  it('leaves no tcpdump behind when it is killed itself', async () => {
    const doomed = new Watcher(lab, 'live')
    const { pid } = await doomed.state(({ state }) => state === 'running')
    expect(existsSync(`/proc/${pid ?? 0}`)).toBe(true)
    doomed.kill()
    await expect.poll(() => existsSync(`/proc/${pid ?? 0}/exe`), { timeout: 10_000 }).toBe(false)
  })

  it('is found healthy by the doctor, who says what is missing elsewhere', () => {
    const examine = (iface: string): unknown => {
      const script = `import { runDoctor } from './server/capture/doctor.ts'
        import { watchTrial } from './server/cli/doctor-sight.ts'
        const watch = (name) => watchTrial(name, Date.now)
        console.log(JSON.stringify(await runDoctor({ interfaces: ['${iface}'], seconds: 5, watch })))`
      const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script]
      return JSON.parse(lab.run('mon', ...node))
    }
    const text = (pattern: RegExp): unknown => expect.stringMatching(pattern)
    expect(examine('span0')).toEqual({
      exitCode: 0,
      lines: [
        text(/^ok {7}capturing is permitted/),
        'ok       interface span0 is up',
        text(/^ok {7}\d+ frames arrived on span0 within 5 s/),
        text(/^ok {7}\d+ IGMP messages among them, [1-9]\d* of them queries/),
        text(/^ok {7}span0: Both directions/),
        text(/^note {5}span0: The mirror shows/),
        'ok       TZSP can be received on UDP 0.0.0.0:37008',
        text(/^(ok {7}ERSPAN can be received|note {5}ERSPAN cannot be received: The optional package)/),
      ],
    })
    expect(examine('span1')).toMatchObject({ exitCode: 1 })
  })

  it('ends cleanly', async () => {
    await live.stop()
  })
})

describe.skipIf(reason !== null)('a TZSP listener', () => {
  const lab = new Lab({ hosts: 0, mirror: 'off' })
  beforeAll(() => {
    lab.up()
  })
  afterAll(() => lab.down())

  it('shows a sender only after it is approved, in a segment of its own', async () => {
    const tzsp = new Watcher(lab, 'tzsp')
    await tzsp.state(({ state }) => state === 'running')
    lab.sendTzsp([tagged([10], [0x8100], '239.3.0.1')])
    const { pendingSenders } = await tzsp.state((seen) => seen.pendingSenders.length > 0)
    expect(pendingSenders.map((each) => each.address)).toEqual(['127.0.0.9'])
    tzsp.mark()
    tzsp.approve('127.0.0.9')
    await tzsp.state((seen) => seen.pendingSenders.length === 0)
    lab.sendTzsp([tagged([10], [0x8100], '239.3.0.2')])
    const seen = await tzsp.message(() => true)
    expect(seen).toMatchObject({ segment: 'tzsp:127.0.0.9/10', group: '239.3.0.2', vlans: [10] })
    await tzsp.stop()
  })
})
