import { mkdtempSync, chownSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CAP_NET_ADMIN, CAP_NET_RAW, rightsIn } from '../../server/broker/capabilities.ts'
import { findUser } from '../../server/broker/run-as.ts'
import { run } from '../cli/command.ts'
import { Apart, hasRawSocket, runs, whyNoRights, type Seen } from './apart.ts'

const reason = whyNoRights()
if (reason !== null) console.log(`SKIPPED: the rights of real processes: ${reason}`)
const withoutRaw = hasRawSocket() ? null : 'the optional package raw-socket is not installed'
if (withoutRaw !== null) console.log(`SKIPPED: the helper with a raw socket: ${withoutRaw}`)

/** A start that is a build too, on a machine that is busy. */
const LONG = 180_000
const SOON = { timeout: 60_000, interval: 500 }
const nobody = findUser('nobody') ?? { uid: 65_534, gid: 65_534 }
const bit = (number: number): bigint => 1n << BigInt(number)
const NET_RAW = bit(CAP_NET_RAW)
/** As systemd starts it: a user of its own with ambient capabilities. */
const ambient = (...names: readonly string[]): string[] => {
  const set = ['-all', ...names.map((name) => `+${name}`)].join(',')
  const user = [`--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups']
  return [...user, `--inh-caps=${set}`, `--ambient-caps=${set}`, `--bounding-set=${set}`]
}
const rights = (process: Seen | undefined) => (process ? rightsIn(process.status) : null)
const NONE = { effective: 0n, bounding: 0n, noNewPrivileges: true }
/** A v2 report for 239.1.1.1 from 10.0.0.7. */
const REPORT = [
  '01005e010101' + '020000000077' + '0800',
  '46000020' + '00000000' + '01022acf' + '0a000007' + 'ef010101' + '94040000',
  '1600f9fc' + 'ef010101' + '00'.repeat(14),
].join('')
/** GRE with ERSPAN type II, session 7, around the same frame. */
const MIRRORED = `100088be000000011000000700000000${REPORT}`

describe.skipIf(reason !== null)('the rights of what runs', () => {
  let data = ''
  let product: Apart | null = null
  beforeAll(async () => {
    await run(['--version'])
  }, LONG)
  afterEach(async () => {
    product?.child.kill('SIGKILL')
    await product?.ended
    product = null
    rmSync(data, { recursive: true, force: true })
  })

  async function started(as: readonly string[], ...flags: readonly string[]): Promise<Apart> {
    data = mkdtempSync(join(tmpdir(), 'rollcall-rights-'))
    chownSync(data, nobody.uid, nobody.gid)
    const one = new Apart(as, ['--data', data, ...flags])
    product = one
    await expect.poll(() => one.said, { timeout: LONG }).toContain('History in')
    return one
  }
  const sources = (of: Apart): unknown => (of.api('/sources') as { rows: unknown }).rows
  async function capturing(...args: Parameters<typeof started>): Promise<{ of: Apart; tcpdump: Seen; server: Seen }> {
    const of = await started(...args)
    await expect.poll(() => sources(of), SOON).toMatchObject([{ name: 'v0', state: 'running' }])
    const { server } = of
    const tcpdump = of.process('tcpdump -i v0')
    if (!server || !tcpdump) throw new Error(of.said)
    return { of, server, tcpdump }
  }
  const UNIT = ambient('net_raw', 'setpcap')

  it('in a unit: the server has none, tcpdump CAP_NET_RAW alone, and frames come', { timeout: LONG }, async () => {
    const { of, server, tcpdump } = await capturing(UNIT, '--source', 'live:v0')
    expect(rights(server)).toEqual(NONE)
    expect(rights(tcpdump)).toEqual({ effective: NET_RAW, bounding: NET_RAW, noNewPrivileges: true })
    of.sendFrame(REPORT)
    await expect.poll(() => sources(of), SOON).toMatchObject([{ igmp: 1, droppedByKernel: 0 }])
    // What was seen is for its user alone.
    const modes = readdirSync(data).map((name) => [name, (statSync(join(data, name)).mode & 0o777).toString(8)])
    expect(Object.fromEntries(modes)).toMatchObject({ 'rollcall.db': '600', 'rollcall.db-wal': '600', lock: '600' })
    of.child.kill('SIGTERM')
    expect(await of.ended).toEqual({ code: 0, signal: null })
    expect([server, tcpdump].filter(({ pid }) => runs(pid))).toEqual([])
    expect(of.said).toContain('Stopping ...')
  })

  it('opens no debugger for a signal, and starts a killed tcpdump again', { timeout: LONG }, async () => {
    const { of, tcpdump } = await capturing(UNIT, '--source', 'live:v0')
    of.child.kill('SIGUSR1')
    process.kill(tcpdump.pid, 'SIGKILL')
    await expect.poll(() => of.process('tcpdump -i v0')?.pid ?? tcpdump.pid, SOON).not.toBe(tcpdump.pid)
    await expect.poll(() => sources(of), SOON).toMatchObject([{ state: 'running' }])
    // 127.0.0.1:9229 is where node's debugger listens.
    expect(of.inside('cat', '/proc/net/tcp')).not.toContain('0100007F:240D')
  })

  it('where the server is killed, nothing of it is left', { timeout: LONG }, async () => {
    const { of, server, tcpdump } = await capturing(UNIT, '--source', 'live:v0')
    process.kill(server.pid, 'SIGKILL')
    expect(await of.ended).toEqual({ code: null, signal: 'SIGKILL' })
    await expect.poll(() => runs(tcpdump.pid), SOON).toBe(false)
  })

  it('where the broker is killed, nothing of it is left', { timeout: LONG }, async () => {
    const { of, server, tcpdump } = await capturing(UNIT, '--source', 'live:v0')
    of.child.kill('SIGKILL')
    await of.ended
    await expect.poll(() => [server, tcpdump].filter(({ pid }) => runs(pid)), SOON).toEqual([])
  })

  it('started by root: the server is the owner of the data folder', { timeout: LONG }, async () => {
    const { of, server, tcpdump } = await capturing([], '--source', 'live:v0')
    expect(rights(server)).toEqual(NONE)
    expect(server.status).toMatch(new RegExp(`^Uid:\\s+${nobody.uid}\\s+${nobody.uid}\\s`, 'm'))
    expect(rights(tcpdump)?.effective).toBe(NET_RAW)
    expect(statSync(join(data, 'rollcall.db')).uid).toBe(nobody.uid)
    expect(of.said).not.toContain('runs as root')
  })

  it('a user that there is not ends the start with one sentence', { timeout: LONG }, async () => {
    const { status, stderr } = await run(['serve', '--source', 'demo', '--user', 'nobody-of-this-name'])
    expect([status, stderr]).toEqual([
      2,
      'rollcall: There is no user nobody-of-this-name. Remedy: adduser --system nobody-of-this-name\n',
    ])
  })

  it.skipIf(withoutRaw !== null)(
    'raw sockets are in helpers, with no more than they need',
    { timeout: LONG },
    async () => {
      const flags = ['--source', 'erspan', '--source', 'igmp-socket:v0', '--allow-sender', 'sw=127.0.0.1']
      const of = await started(ambient('net_raw', 'net_admin', 'setpcap'), ...flags)
      const running = [
        { kind: 'erspan', state: 'running' },
        { kind: 'igmp-socket', state: 'running' },
      ]
      await expect.poll(() => sources(of), SOON).toMatchObject(running)
      expect(rights(of.server)).toEqual(NONE)
      expect(rights(of.process('raw-helper.js erspan'))).toEqual({
        effective: NET_RAW,
        bounding: NET_RAW,
        noNewPrivileges: true,
      })
      const both = NET_RAW | bit(CAP_NET_ADMIN)
      expect(rights(of.process('raw-helper.js igmp-socket'))).toMatchObject({ effective: both, bounding: both })
      of.sendGre(MIRRORED)
      await expect.poll(() => sources(of), SOON).toContainEqual(expect.objectContaining({ name: 'sw:7', igmp: 1 }))
      of.sendFrame(REPORT)
      // The kernel's own memberships are heard there too.
      await expect.poll(() => of.api('/groups?filter=239.1.1.1'), SOON).toMatchObject({ matching: 2 })
    },
  )
})
