import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILDING, capture, Command, lines, run } from './command.ts'

const shell = promisify(execFile)
const HOUR = capture('hour.pcap')
const HOUR_END = 1_764_118_800_000
/** The build, when it is the first. */
const BUILD_TIME = 300_000

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'))
  const { status, stderr } = await run(['--version'])
  expect(stderr).toBe('')
  expect(status).toBe(0)
}, BUILD_TIME)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** The hour many times over: more than any pipe holds. */
function long(times: number): Uint8Array {
  const hour = readFileSync(HOUR)
  return Buffer.concat([hour, ...Array.from({ length: times - 1 }, () => hour.subarray(24))])
}

describe('what cannot be read: one sentence, nothing on standard output, exit 2', () => {
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ['no such file', () => join(folder, 'none.pcap'), /^rollcall: There is no file .*none\.pcap\.$/],
    ['a folder', () => folder, /^rollcall: Cannot read .*: it is a folder\. Remedy: .*\.$/],
    [
      'an empty file',
      () => file('empty.pcap', ''),
      /^rollcall: .*empty\.pcap is not a pcap or pcapng capture .*empty.*$/,
    ],
    [
      'a text file',
      () => file('notes.txt', 'IGMP is a protocol\n'),
      /^rollcall: .*notes\.txt is not a pcap or pcapng capture .*49 47 4d 50.*$/,
    ],
    [
      'three octets',
      () => file('three.pcap', Uint8Array.of(0xd4, 0xc3, 0xb2)),
      /^rollcall: .*three\.pcap is not a pcap.*$/,
    ],
    ['gzip of a text', () => file('text.gz', gzipSync('no capture')), /^rollcall: .*text\.gz is not a pcap.*$/],
  ]
  it.each(cases)('%s', async (_name, path, sentence) => {
    for (const command of ['decode', 'replay']) {
      const { status, stdout, stderr } = await run([command, path()])
      expect(stderr.trimEnd()).toMatch(sentence)
      expect(stderr.trimEnd()).not.toContain('\n')
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    }
  })
})

describe('what is wrong with the command line: exit 2, and what was meant', () => {
  it.each([
    ['an unknown flag', ['decode', '--fast', HOUR], /unknown option '--fast'/],
    ['an unknown flag of the program', ['--fast'], /unknown option '--fast'/],
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown command with a file', ['dissect', HOUR], /unknown command 'dissect'/],
    ['no file', ['decode'], /missing required argument 'file'/],
    ['two files', ['replay', HOUR, HOUR], /too many arguments/],
    ['another formula', ['replay', '--gmi', 'rfc2236', HOUR], /Allowed choices are rfc3376, rfc9776/],
    ['seconds that are none', ['replay', '--until', 'soon', HOUR], /must be a number of seconds/],
    ['seconds before the end', ['replay', '--until', '-5', HOUR], /must be a number of seconds|argument missing/],
    ['a window that is none', ['replay', '--dedupe-ms', '5s', HOUR], /must be 0 to 1000 milliseconds/],
    ['a window too long', ['replay', '--dedupe-ms', '1001', HOUR], /must be 0 to 1000 milliseconds/],
  ])('%s', async (_name, args, sentence) => {
    const { status, stdout, stderr } = await run(args)
    expect(stderr).toMatch(sentence)
    expect(stderr).toContain('rollcall --help')
    expect(stderr).not.toMatch(/\n +at /)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('an unknown command is shown without the escapes it holds', async () => {
    const { stderr } = await run(['x\u001b[2J'])
    expect(stderr).not.toContain('\u001b')
  })
})

describe('help and version', () => {
  it.each([[['--help']], [['help']], [['-h']]])('%j lists the commands', async (args) => {
    const { status, stdout } = await run(args)
    expect(status).toBe(0)
    for (const command of ['decode', 'replay', 'serve', 'doctor']) expect(stdout).toContain(command)
  })

  it.each(['decode', 'replay'])('%s --help names its options', async (command) => {
    const { status, stdout } = await run([command, '--help'])
    expect(status).toBe(0)
    expect(stdout).toContain('<file>')
    if (command === 'replay')
      for (const option of ['--gmi', '--dedupe-ms', '--until', '--summary']) expect(stdout).toContain(option)
  })

  it('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(await run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' })
  })
})

describe('decode', () => {
  it('one line a message, in frame order', async () => {
    const ended = await run(['decode', capture('links/ethernet.pcap')])
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    expect(lines(ended).map(({ frame, kind, version }) => [frame, kind, version])).toEqual([
      [1, 'query', 2],
      [2, 'report', 2],
      [3, 'query', 3],
      [4, 'report', 3],
      [5, 'report', 3],
    ])
    expect(lines(ended)[0]).toEqual({
      frame: 1,
      at: 1_764_115_200_001,
      segment: 'untagged',
      family: 'ipv4',
      encapsulation: [],
      vlans: [],
      mac: '02:00:00:00:0a:01',
      src: '10.0.10.1',
      dst: '224.0.0.1',
      ttl: 1,
      routerAlert: true,
      type: 17,
      version: 2,
      kind: 'query',
      group: null,
      scope: 'general',
      maxResponseMs: 10_000,
      problems: [],
    })
  })

  it('all messages of the hour, copies too', async () => {
    const ended = await run(['decode', HOUR])
    const read = lines(ended)
    const frames = read.map(({ frame }) => frame as number)
    expect(frames).toEqual([...frames].sort((a, b) => a - b))
    expect(read.length).toBeGreaterThan(721)
    expect(read.every((line) => Array.isArray(line['problems']))).toBe(true)
  })
})

describe('replay', () => {
  it('events, then the segments with their groups, then the end', async () => {
    const ended = await run(['replay', HOUR])
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    const read = lines(ended)
    const first = read.findIndex((line) => 'final' in line)
    expect(read.slice(0, first).every((line) => 'event' in line)).toBe(true)
    expect(read.slice(first).map(({ final, segment }) => `${String(final)} ${String(segment)}`)).toEqual([
      'segment 20',
      'group 20',
      'group 20',
      'group 20',
      'segment 10',
      'group 10',
      'group 10',
      'group 10',
      'group 10',
      'end undefined',
    ])
    const end = read.at(-1)!
    const counted: Record<string, number> = {}
    for (const { event } of read.slice(0, first)) counted[String(event)] = (counted[String(event)] ?? 0) + 1
    expect(end).toMatchObject({ counters: { frames: 3_932, events: counted, problems: { 'bad-checksum': 5 } } })
    expect(end).not.toMatchObject({ counters: { 'file-cut': 1 } })
  })

  it('--summary: the last line of it', async () => {
    const whole = lines(await run(['replay', HOUR]))
    expect(lines(await run(['replay', '--summary', HOUR]))).toEqual([whole.at(-1)])
  })

  it.each(['+300', '300', '300.5'])('--until %s: the clock runs on, and ends what is due', async (until) => {
    const read = lines(await run(['replay', '--until', until, HOUR]))
    expect(read.filter(({ final }) => final === 'group')).toEqual([])
    const plain = lines(await run(['replay', '--summary', HOUR])).at(-1)!
    expect(read.at(-1)!['at']).toBeCloseTo((plain['at'] as number) + 1_000 * Number(until), 3)
    const late = read.filter(({ event, at }) => event === 'group-ended' && (at as number) > HOUR_END)
    expect(late).toHaveLength(7)
    expect(late.every(({ reason }) => reason === 'timeout')).toBe(true)
  })

  it('--gmi rfc9776: ten seconds later', async () => {
    const end = async (formula: string) => {
      const read = lines(await run(['replay', '--gmi', formula, HOUR]))
      const ended = read.find(({ event, group }) => event === 'group-ended' && group === '239.1.1.14')
      return (ended!['at'] as number) / 1_000 - 1_764_115_200
    }
    expect(await end('rfc3376')).toBeCloseTo(1_422.101, 3)
    expect(await end('rfc9776')).toBeCloseTo(1_432.101, 3)
  })

  it('--dedupe-ms 0 keeps the copies, and changes no membership', async () => {
    const kept = lines(await run(['replay', '--dedupe-ms', '0', HOUR]))
    const plain = lines(await run(['replay', HOUR]))
    expect(kept.at(-1)).toMatchObject({ counters: { duplicates: 0 } })
    expect(plain.at(-1)).toMatchObject({ counters: { duplicates: expect.any(Number) as number } })
    const bare = (read: typeof kept) => read.filter(({ event }) => event === 'joined' || event === 'left').length
    expect(bare(kept)).toBe(bare(plain))
  })
})

describe('where it comes from', () => {
  it.each(['decode', 'replay'])(
    '%s: gzip, standard input, gzip on standard input, in single octets: all the same',
    async (command) => {
      const path = capture('links/ethernet.pcap')
      const octets = readFileSync(path)
      const packed = gzipSync(octets)
      const plain = await run([command, path])
      expect(plain.stdout).not.toBe('')
      expect(await run([command, file('packed.pcap.gz', packed)])).toEqual(plain)
      expect(await run([command, '-'], octets)).toEqual(plain)
      expect(await run([command, '-'], packed)).toEqual(plain)
      const slow = new Command([command, '-'])
      for (const octet of octets) slow.child.stdin.write(Uint8Array.of(octet))
      slow.child.stdin.end()
      expect(await slow.ended).toEqual(plain)
    },
  )

  it('standard input that is empty', async () => {
    const { status, stdout, stderr } = await run(['replay', '-'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^rollcall: standard input is not a pcap or pcapng capture .*empty/)
  })

  it.each(['-0', '-1', '-17'])(
    'a file that is cut (%s octets): what came before it, one warning, exit 0',
    async (by) => {
      const octets = readFileSync(HOUR)
      const cut = file('cut.pcap', octets.subarray(0, octets.length - 40 + Number(by)))
      const ended = await run(['replay', cut])
      expect(ended.status).toBe(0)
      expect(ended.stderr.trimEnd()).toMatch(
        /^rollcall: The capture .*cut\.pcap is cut in the middle: .*\. Everything before the cut was read\.$/,
      )
      expect(lines(ended).at(-1)).toMatchObject({ final: 'end', counters: { frames: 3_931, 'file-cut': 1 } })
      const decoded = await run(['decode', cut])
      expect(decoded).toMatchObject({ status: 0, stderr: ended.stderr })
      expect(lines(decoded).length).toBeGreaterThan(700)
    },
  )

  it('gzip that is cut: the same', async () => {
    const packed = gzipSync(readFileSync(HOUR))
    const ended = await run(['replay', '--summary', file('cut.gz', packed.subarray(0, packed.length - 100))])
    expect(ended.status).toBe(0)
    expect(ended.stderr).toMatch(/is cut in the middle/)
    expect(lines(ended)[0]).toMatchObject({ counters: { 'file-cut': 1 } })
  })

  it('a capture without a frame', async () => {
    const ended = await run(['replay', file('header.pcap', readFileSync(HOUR).subarray(0, 24))])
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    expect(lines(ended)).toEqual([
      {
        final: 'end',
        at: null,
        counters: { frames: 0, igmp: 0, duplicates: 0, events: {}, problems: {}, undecodable: {} },
      },
    ])
  })
})

describe('where it goes', () => {
  const rollcall = `${process.execPath} ${fileURLToPath(new URL('../../server/rollcall.js', import.meta.url))}`

  it.each(['decode', 'replay'])('%s | head -1: quiet, and no fault of the file', async (command) => {
    const path = file('long.pcap', long(40))
    const script = `set -o pipefail; ${rollcall} ${command} ${path} | head -1`
    const { stdout, stderr } = await shell('bash', ['-c', script])
    expect(stdout.split('\n')).toHaveLength(2)
    expect(JSON.parse(stdout)).toBeTypeOf('object')
    expect(stderr.replaceAll(BUILDING, '')).toBe('')
  })

  it('to a reader that is slow: all of it, and no warning of our own', async () => {
    const command = new Command(['decode', file('slow.pcap', long(20))])
    const { stdout } = command.child
    let pauses = 0
    stdout.on('data', () => {
      if (pauses > 60) return
      pauses += 1
      stdout.pause()
      setTimeout(() => stdout.resume(), 5)
    })
    const ended = await command.ended
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    expect(pauses).toBeGreaterThan(20)
    const once = lines(await run(['decode', HOUR])).length
    expect(lines(ended)).toHaveLength(20 * once)
  })

  it('to a disk that is full: says so, exit 1', async () => {
    const script = `${rollcall} decode ${HOUR} > /dev/full`
    const failed = await shell('bash', ['-c', script]).then(
      () => null,
      (error: unknown) => error as { code: number; stderr: string },
    )
    expect(failed?.code).toBe(1)
    expect(failed?.stderr.replaceAll(BUILDING, '').trimEnd()).toMatch(/^rollcall: cannot write: .*ENOSPC.*$/)
  })
})

describe('Ctrl-C', () => {
  const until = async (what: () => boolean): Promise<void> => {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 10))
  }

  it.each(['SIGINT', 'SIGTERM'] as const)('%s while a pipe is silent: the final lines, exit 0', async (signal) => {
    const command = new Command(['replay', '-'])
    const octets = readFileSync(HOUR)
    // Cut within a frame: that is where the person stopped it, and no fault of the capture.
    command.child.stdin.write(octets.subarray(0, octets.length - 10))
    await until(() => command.stdout.includes('"event"'))
    command.child.kill(signal)
    const ended = await command.ended
    expect(ended).toMatchObject({ status: 0, signal: null, stderr: '' })
    const end = lines(ended).at(-1)!
    expect(end).toMatchObject({ final: 'end' })
    expect(end).not.toMatchObject({ counters: { 'file-cut': 1 } })
    const events = lines(ended).filter((line) => 'event' in line).length
    const counted = (end['counters'] as { events: Record<string, number> }).events
    expect(events).toBe(Object.values(counted).reduce((sum, count) => sum + count, 0))
  })

  it('in the middle of a long stream: the final lines, exit 0', async () => {
    const command = new Command(['replay', '-'])
    const part = readFileSync(HOUR)
    command.child.stdin.write(part)
    let stopped = false
    const feed = (): void => {
      if (stopped || !command.child.stdin.writable) return
      command.child.stdin.write(part.subarray(24), () => setImmediate(feed))
    }
    feed()
    await until(() => command.stdout.includes('"left"'))
    command.child.kill('SIGINT')
    const ended = await command.ended
    stopped = true
    expect(ended).toMatchObject({ status: 0, signal: null, stderr: '' })
    expect(lines(ended).at(-1)).toMatchObject({ final: 'end' })
  })

  it('while decoding a pipe: what was read is there, exit 0', async () => {
    const command = new Command(['decode', '-'])
    command.child.stdin.write(readFileSync(capture('links/ethernet.pcap')))
    await until(() => command.stdout.split('\n').length > 5)
    command.child.kill('SIGINT')
    const ended = await command.ended
    expect(ended).toMatchObject({ status: 0, signal: null, stderr: '' })
    expect(lines(ended)).toHaveLength(5)
  })
})
