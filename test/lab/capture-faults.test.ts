import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { Lab, whyNoLab } from './lab.ts'
import { LineReader } from './line-reader.ts'

/* Each row of the table of capture faults in docs/faults.md, with a real tcpdump on a real interface. */

const reason = whyNoLab()
if (reason !== null) console.log(`SKIPPED: faults of the capture: ${reason}`)

interface Told {
  state?: string
  code?: string | null
  blindSince?: number | null
  members?: number
  unknown?: number
  pid?: number | null
  now?: number
  gap?: [number, number]
  why?: string
}

const report = (host: string, group: string): Uint8Array =>
  encodeFrame({ kind: 'report', version: 2, group: ip(group) }, { src: ip(host), srcMac: macOf(ip(host)), vlans: [10] })
const MEMBER = report('10.0.10.11', '239.1.1.1')

describe.skipIf(reason !== null)('a capture that fails', () => {
  const lab = new Lab({ mirror: 'off' })
  let child: ChildProcess
  let lines: LineReader
  let from = 0

  const told = async (fits: (line: Told) => boolean): Promise<Told> =>
    JSON.parse(await lines.find((text) => fits(JSON.parse(text) as Told), from)) as Told
  const here = (what: string): string => fileURLToPath(new URL(what, import.meta.url))

  beforeAll(async () => {
    lab.up()
    child = lab.start('mon', [process.execPath, '--import', 'tsx', here('watch-monitor.ts'), 'span0'])
    lines = new LineReader(child)
    await told(({ state }) => state === 'running')
    lab.send('sw', [MEMBER], 'mir0')
    await told(({ members }) => members === 1)
  })
  afterAll(() => lab.down())

  /** The last state that was told. */
  const now = (): Told =>
    lines.lines.map((line) => JSON.parse(line) as Told).findLast(({ state }) => state !== undefined) ?? {}

  /**
   * The fault comes; while it lasts all is unknown since a moment that lies before it was noticed. When it is over the gap
   * is told from that moment on, nobody has ended, and who reports again is known.
   */
  async function goesBlindAndSees(fault: () => void, code: string | null, over: () => void): Promise<void> {
    from = lines.lines.length
    const before = Date.now()
    fault()
    const blind = await told(({ state, blindSince }) => state === 'waiting' && blindSince !== null)
    if (code !== null) expect(blind.code).toBe(code)
    expect(blind).toMatchObject({ members: 1, unknown: 1 })
    // The kernel's clock has microseconds, and this one has none.
    expect(Math.floor(blind.blindSince ?? Number.NaN)).toBeLessThanOrEqual(blind.now ?? 0)
    over()
    const { gap } = await told((line) => line.gap !== undefined)
    expect(gap?.[0]).toBe(blind.blindSince)
    expect(gap?.[1]).toBeGreaterThan(before)
    await told(({ state, unknown, members }) => state === 'running' && unknown === 1 && members === 1)
    lab.send('sw', [MEMBER], 'mir0')
    await told(({ state, unknown, members }) => state === 'running' && unknown === 0 && members === 1)
    expect(lines.lines.slice(from).filter((line) => line.includes('"gap"'))).toHaveLength(1)
  }
  const kill = (signal: NodeJS.Signals) => () => {
    const { pid = null } = now()
    // 0 would be this process and all that it started.
    if (pid === null || pid <= 0) throw new Error('there is no tcpdump to send a signal to')
    process.kill(pid, signal)
  }
  const nothing = (): void => undefined
  const mon = (...args: string[]): void => void lab.run('mon', 'ip', ...args)

  it('killed', () => goesBlindAndSees(kill('SIGKILL'), 'capture-stopped', nothing))

  it('stopped: it gives no frames and no counters', () => goesBlindAndSees(kill('SIGSTOP'), 'capture-hung', nothing))

  it('its interface is down', () =>
    goesBlindAndSees(
      () => mon('link', 'set', 'span0', 'down'),
      'interface-down',
      () => mon('link', 'set', 'span0', 'up'),
    ))

  it('its interface is renamed, and named so again', () =>
    goesBlindAndSees(
      () => {
        mon('link', 'set', 'span0', 'down')
        mon('link', 'set', 'span0', 'name', 'other0', 'up')
      },
      null,
      () => {
        mon('link', 'set', 'other0', 'down')
        mon('link', 'set', 'other0', 'name', 'span0', 'up')
      },
    ))

  it('its interface is deleted, and made anew under its name', () =>
    goesBlindAndSees(
      () => mon('link', 'del', 'span0'),
      null,
      () => lab.addMirrorPort(),
    ))

  it('its interface is moved to another namespace, and comes back', () =>
    goesBlindAndSees(
      () => mon('link', 'set', 'span0', 'netns', lab.namespace('h1')),
      null,
      () => {
        lab.run('h1', 'ip', 'link', 'set', 'span0', 'netns', lab.namespace('mon'))
        mon('link', 'set', 'span0', 'up')
      },
    ))

  it('a process that was held for seconds misses nothing: the kernel and the pipe keep it', async () => {
    from = lines.lines.length
    child.stdin?.write('block 3000\n')
    lab.send(
      'sw',
      Array.from({ length: 200 }, (_, i) => report(`10.0.11.${i + 1}`, '239.1.1.2')),
      'mir0',
    )
    const all = await told(({ members }) => members === 201)
    expect(all).toMatchObject({ state: 'running', blindSince: null, unknown: 0, dropped: 0 })
  })
})
