import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { startHere } from '../../server/capture/capture-process.ts'
import { LiveSource } from '../../server/capture/live.ts'
import type { LiveMachine } from '../../server/capture/live-machine.ts'
import { sentence } from '../../shared/notice.ts'
import { pcap } from './capture-file.ts'
import { RecordingSink } from './sink.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-live-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Stands for tcpdump: what it does is the name of its interface. */
const FAKE = `#!${process.execPath}
const name = process.argv[process.argv.indexOf('-i') + 1]
const say = (text) => process.stderr.write(text + '\\n')
const frame = Buffer.from('${pcap([{ seconds: 5, fraction: 0, bytes: Buffer.from('hi') }]).toString('hex')}', 'hex')
const fail = (text) => { say('tcpdump: ' + text); process.exitCode = 1 }
const run = () => {
  process.on('SIGTERM', () => { say('1 packet captured'); say('3 packets dropped by kernel'); process.exit(0) })
  process.on('SIGUSR1', () => say('tcpdump: 1 packet captured, 1 packet received by filter, 2 packets dropped by kernel'))
  say('tcpdump: listening on ' + name + ', link-type EN10MB (Ethernet), snapshot length 2048 bytes')
  process.stdout.write(frame)
  setInterval(() => undefined, 1000)
}
if (name === 'refused') fail(name + ": You don't have permission to perform this capture on that device")
else if (name === 'absent') fail(name + ': No such device exists')
else if (name === 'filter') fail("can't parse filter expression: syntax error")
else if (name === 'dies') { run(); setTimeout(() => process.exit(3), 50) }
else if (name === 'mute') { run(); process.removeAllListeners('SIGUSR1'); process.on('SIGUSR1', () => undefined) }
else if (name === 'garbage') { run(); process.stdout.write(Buffer.alloc(64, 255)) }
else if (name === 'early') {
  process.stdout.write(frame)
  process.on('SIGTERM', () => process.exit(0))
  setTimeout(() => say('tcpdump: listening on early, link-type EN10MB (Ethernet), snapshot length 2048 bytes'), 300)
  setInterval(() => undefined, 1000)
} else if (name === 'steady') {
  run()
  process.removeAllListeners('SIGTERM')
  process.on('SIGTERM', () => setTimeout(() => process.exit(0), 300))
  setInterval(() => process.stdout.write(frame.subarray(24)), 20)
} else run()
`
const fake = join(folder, 'tcpdump')
writeFileSync(fake, FAKE)
chmodSync(fake, 0o755)

const FAKE_PLACE = { tcpdump: fake, setpriv: null, root: false, tcpdumpUser: false }

let renamed = false

const sources: LiveSource[] = []
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.stop()))
})

function started(name: string, machine: Partial<LiveMachine> = {}) {
  const source = new LiveSource({
    name,
    interface: name,
    machine: {
      look: () => 'up',
      place: () => FAKE_PLACE,
      interfaces: () => ['eth0', 'lo'],
      start: startHere,
      ...machine,
    },
  })
  sources.push(source)
  const sink = new RecordingSink(source)
  source.start(sink)
  return { source, sink }
}
const says = (source: LiveSource): string | null => {
  const { notice } = source.status()
  return notice && sentence(notice)
}

describe('LiveSource', () => {
  it('runs, hands frames over, counts drops, and ends cleanly', async () => {
    const { source, sink } = started('good')
    await sink.until(({ state }) => state === 'running' && sink.frames.length === 1)
    expect(sink.frames).toMatchObject([{ at: 5_000, hex: Buffer.from('hi').toString('hex'), tunnel: null }])
    expect(source.status()).toMatchObject({ notice: null, droppedByKernel: 0, rate: 1 })
    await source.stop()
    expect(source.status()).toMatchObject({ state: 'ended', droppedByKernel: 3, rate: 0 })
    expect(source.pid).toBeNull()
    await source.stop()
    expect(sink.told).toEqual(['running', 'ended'])
  })

  it('starts a child again that was killed, and keeps the drops of the one before', async () => {
    const { source, sink } = started('killed')
    await sink.until(() => sink.frames.length === 1)
    process.kill(source.pid ?? 0, 'SIGTERM')
    await sink.until(({ state }) => state === 'waiting')
    expect(says(source)).toBe(
      'The capture on killed stopped (tcpdump ended with status 0); starting it again in 0.5 s.',
    )
    await sink.until(({ state }) => state === 'running' && sink.frames.length === 2)
    expect(source.status().droppedByKernel).toBe(3)
  })

  it('waits longer from death to death', async () => {
    const { source, sink } = started('dies')
    const seconds: unknown[] = []
    for (let deaths = 1; deaths <= 3; deaths += 1) {
      await sink.until(({ notice }) => notice?.code === 'capture-stopped' && sink.frames.length === deaths)
      seconds.push(source.status().notice?.values['seconds'])
      if (deaths < 3) await sink.until(({ state }) => state === 'running')
    }
    expect(seconds).toEqual([0.5, 1, 2])
  })

  it('starts again when the stream is no capture', async () => {
    const { source, sink } = started('garbage')
    await sink.until(({ state }) => state === 'waiting')
    expect(says(source)).toContain('(a frame claims 4294967295 octets)')
  })

  it('says why capturing is not permitted, and what would permit it', async () => {
    const { source, sink } = started('refused')
    await sink.until(({ state }) => state === 'failed')
    expect(says(source)).toBe(
      'Capturing on refused is not permitted for this user. ' +
        `Remedy: sudo setcap cap_net_raw+ep ${fake} (or, in a systemd unit, AmbientCapabilities=CAP_NET_RAW)`,
    )
  })

  it('says that tcpdump is not installed', async () => {
    const { source, sink } = started('good', { place: () => null })
    await sink.until(({ state }) => state === 'failed')
    expect(says(source)).toBe('The program tcpdump is not installed. Remedy: sudo apt install tcpdump')
  })

  it('fails on a filter that tcpdump does not know', async () => {
    let launches = 0
    const place = () => {
      launches += 1
      return FAKE_PLACE
    }
    const { source, sink } = started('filter', { place })
    await sink.until(({ state }) => state === 'failed')
    expect(says(source)).toBe("tcpdump does not accept the capture filter: can't parse filter expression: syntax error")
    // It is not tried again: the same filter fails for ever.
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(sink.told).toEqual(['failed:bad-capture-filter'])
    expect(launches).toBe(1)
  })

  it('waits for an interface that never was, then captures from it', async () => {
    let look: 'up' | 'gone' = 'gone'
    const { source, sink } = started('good', { look: () => look })
    expect(source.status().state).toBe('waiting')
    expect(says(source)).toBe('There is no interface good. Interfaces here: eth0, lo.')
    look = 'up'
    await sink.until(({ state }) => state === 'running')
  })

  it('waits for one that is down, tells when it goes down while capturing, and when it is back', async () => {
    let look: 'up' | 'down' = 'down'
    const { source, sink } = started('good', { look: () => look })
    expect(says(source)).toBe('Interface good is down; waiting for it. Remedy: ip link set good up')
    look = 'up'
    await sink.until(({ state }) => state === 'running')
    look = 'down'
    await sink.until(({ state }) => state === 'waiting')
    look = 'up'
    await sink.until(({ state }) => state === 'running')
    expect(sink.told).toEqual(['waiting:interface-down', 'running', 'waiting:interface-down', 'running'])
    expect(sink.frames.length).toBe(1)
  })

  it('captures as soon as a frame comes, before tcpdump says that it listens', async () => {
    const { sink } = started('early')
    await sink.until(() => sink.frames.length === 1)
    expect(sink.stateAtFrames).toEqual(['running'])
  })

  it('is back with the first frame after the interface, and not with one from before', async () => {
    let look: 'up' | 'down' = 'up'
    const { sink } = started('steady', { look: () => look })
    await sink.until(({ state }) => state === 'running')
    look = 'down'
    await sink.until(({ state }) => state === 'waiting')
    const late = sink.frames.length
    await sink.until(() => sink.frames.length > late + 2)
    expect(new Set(sink.stateAtFrames.slice(late))).toEqual(new Set(['waiting']))
    look = 'up'
    const back = sink.frames.length
    await sink.until(() => sink.frames.length > back)
    expect(sink.stateAtFrames[back]).toBe('running')
  })

  it('what a child hands over that was told to end is not taken for a capture that runs', async () => {
    let look: 'up' | 'gone' = 'up'
    const { sink } = started('steady', { look: () => look })
    await sink.until(({ state }) => state === 'running')
    look = 'gone'
    await sink.until(({ state }) => state === 'waiting')
    const late = sink.frames.length
    await sink.until(() => sink.frames.length > late + 2)
    look = 'up'
    await sink.until(({ state }) => state === 'running')
    expect(sink.told).toEqual(['running', 'waiting:interface-gone', 'running'])
  })

  it('tells an interface that disappeared from one that never was', async () => {
    const { source, sink } = started('absent')
    await sink.until(({ state }) => state === 'waiting')
    expect(says(source)).toBe('Interface absent disappeared; waiting for it to come back.')
  })

  it.each(['good', 'mute'])(
    '%s: a child that answers no more is ended and started again, and was blind from its last sign of life',
    async (name) => {
      const { source, sink } = started(name, { askEveryMs: 200, patience: 2 })
      await sink.until(({ state }) => state === 'running' && sink.frames.length === 1)
      const first = source.pid ?? 0
      if (name === 'good') process.kill(first, 'SIGSTOP')
      await sink.until(({ state }) => state === 'waiting')
      expect(says(source)).toMatch(
        /^The capture on \w+ has given no sign of life for \d+ s; it is ended and started again\./,
      )
      expect(source.status().aliveUntil).toBeLessThanOrEqual(Date.now())
      await sink.until(({ state }) => state === 'running' && sink.frames.length === 2)
      expect(source.pid).not.toBe(first)
      expect(source.status().aliveUntil).toBeNull()
      expect(sink.told.slice(0, 3)).toEqual(['running', 'waiting:capture-hung', 'running'])
    },
  )

  it('a child that answers is left alone, however quiet the network is', async () => {
    const { source, sink } = started('good', { askEveryMs: 500, patience: 2 })
    await sink.until(({ state }) => state === 'running')
    const { pid } = source
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(source.pid).toBe(pid)
    expect(source.status()).toMatchObject({ state: 'running', droppedByKernel: 2 })
  })

  it.each<[string, Partial<LiveMachine>]>([
    ['renamed', { look: () => (renamed ? 'gone' : 'up'), index: () => 7 }],
    ['made anew under its name', { look: () => 'up', index: () => (renamed ? 8 : 7) }],
  ])('an interface that was %s is not the one that is meant: its capture ends', async (_, machine) => {
    renamed = false
    const { sink } = started('good', machine)
    await sink.until(({ state }) => state === 'running')
    renamed = true
    await sink.until(({ state, notice }) => state === 'waiting' && notice?.code === 'interface-gone')
    renamed = false
    await sink.until(({ state }) => state === 'running')
  })

  it('goes on when there is no file descriptor for a child', async () => {
    let left = false
    const start: LiveMachine['start'] = (...all) => {
      if (!left) throw new Error('no file descriptor is left to start a process')
      return startHere(...all)
    }
    const { source, sink } = started('good', { start })
    expect(says(source)).toBe(
      'The capture on good stopped (no file descriptor is left to start a process); starting it again in 0.5 s.',
    )
    left = true
    await sink.until(({ state }) => state === 'running')
  })
})
