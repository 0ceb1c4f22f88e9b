import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meansHere } from '../../server/capture/means.ts'
import { MirrorListener } from '../../server/capture/mirror-listener.ts'
import { isHostName } from '../../server/cli/address-and-port.ts'
import { parseSources } from '../../server/cli/source-spec.ts'
import { readConfig } from '../../server/config.ts'
import { makeFolders } from '../../server/history/file/folder.ts'
import { capture, Command, run } from './command.ts'

let folder = ''
/** The build, when it is the first. */
const BUILD_TIME = 300_000
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-refused-'))
  await run(['--version'])
}, BUILD_TIME)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SETTINGS = { allow: [], filter: null, tunnels: [], means: meansHere }

describe('sources', () => {
  it.each([
    [['live:../../etc'], /no name of an interface/],
    [['live:\u001b[2Jeth0'], /no name of an interface/],
    [['live:eth0 up'], /no name of an interface/],
    [['live:-w'], /no name of an interface/],
    [['igmp-socket:an-interface-too-long'], /no name of an interface/],
    [['stdin', 'again=stdin'], /Standard input can be read by one source only/],
    [['tzsp', 'tzsp=stdin'], /Two sources have the name "tzsp"/],
    [['tzsp', 'tzsp:127.0.0.1:5000'], /Two sources have the name "tzsp"/],
    [['sflow:here'], /"here" is no HOST:PORT, as in sflow:0\.0\.0\.0:6343/],
    [['erspan:10.0.0.1:47'], /"10\.0\.0\.1:47" is no address of this machine/],
  ])('%j is refused', (specs, sentence) => {
    expect(() => parseSources(specs, SETTINGS)).toThrow(sentence)
  })

  it.each(['live:eth0', 'live:enp3s0.100', 'live:eth0:1', 'live:br-lan', 'live:wg@4', 'live:any'])(
    '%s is one',
    (spec) => {
      expect(parseSources([spec], SETTINGS)).toHaveLength(1)
    },
  )

  it('listens for each kind of mirror where it is told', () => {
    const specs = ['tzsp', 'vxlan', 'sflow', 'erspan', 'old=vxlan:0.0.0.0:8472', 'six=sflow:[::1]:6343']
    const places = parseSources([...specs, 'one=erspan:192.0.2.1'], SETTINGS).map((source) => {
      return source instanceof MirrorListener ? `${source.name} ${source.kind} ${source.place}` : ''
    })
    expect(places).toEqual([
      ' tzsp UDP [::]:37008',
      ' vxlan UDP [::]:4789',
      ' sflow UDP [::]:6343',
      ' erspan GRE to 0.0.0.0',
      'old vxlan UDP 0.0.0.0:8472',
      'six sflow UDP [::1]:6343',
      'one erspan GRE to 192.0.2.1',
    ])
  })
})

describe('a replay with segments of several taps', () => {
  it('tells of a tap that the capture does not have, and is one all the same', async () => {
    const config = join(folder, 'joined.toml')
    writeFileSync(config, '[segment.TV]\ntaps = ["10", "2O"]\n')
    const { status, stderr } = await run(['replay', capture('hour.pcap'), '--config', config, '--summary'])
    expect(status).toBe(0)
    expect(stderr).toMatch(/^rollcall: The segment TV has heard nothing of its taps 2O yet\. Remedy: .*\n$/)
  })
})

describe('what --allow-host takes', () => {
  it.each(['monitor.example', 'MONITOR', '192.0.2.1', '2001:db8::1', '[2001:db8::1]'])('%s', (name) => {
    expect(isHostName(name)).toBe(true)
  })
  it.each(['', 'a b', 'http://monitor.example', 'monitor.example:8224', 'a/b', '*.example'])('not "%s"', (name) => {
    expect(isHostName(name)).toBe(false)
  })
})

describe('a data folder', () => {
  it('that no folder can be made in is refused at once: recursive mkdir goes round for ever there', () => {
    expect(() => makeFolders('/proc/rollcall/history')).toThrow()
  })

  it('is made with those above it, and again', () => {
    makeFolders(join(folder, 'a', 'b'))
    makeFolders(join(folder, 'a', 'b'))
    expect(readdirSync(join(folder, 'a'))).toEqual(['b'])
  })

  it('under a file is refused', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => makeFolders(join(folder, 'file', 'b'))).toThrow(/ENOTDIR/)
  })
})

describe('a configuration', () => {
  it('that is a device is refused, not read for ever', () => {
    expect(() => readConfig('/dev/zero')).toThrow(/Cannot read the configuration/)
  })

  it('with a source that is none says what it must be', () => {
    const path = join(folder, 'source.toml')
    writeFileSync(path, 'source = ["demo", 3]')
    expect(() => readConfig(path)).toThrow(/"source": it must be a source, or a list of them/)
  })
})

describe('the command', () => {
  it.each(['serve', 'replay', 'export', 'import', 'backup'])(
    'help of %s tells no default that is nothing',
    async (name) => {
      const { stdout, status } = await run(['help', name])
      expect(status).toBe(0)
      expect(stdout).toContain('Options:')
      expect(stdout).not.toMatch(/\(default:\s+(\[\]|""|false)\)/)
    },
  )

  it.each([
    ['a token that no header can carry', ['--token', 'sixteen letters and a space'], /A token is made of/],
    ['a data folder without a name', ['--data', ''], /The data folder has no name/],
    ['a host with a port', ['--allow-host', 'monitor.example:80'], /is no name of a host/],
  ])('%s', async (_name, args, sentence) => {
    const { status, stderr } = await run([...args, '--source', 'demo', '--listen', '127.0.0.1:0'])
    expect(stderr).toMatch(sentence)
    expect(status).toBe(2)
  })

  it('a demo that cannot listen leaves no folder behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.on('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const environment = process.env['TMPDIR']
    process.env['TMPDIR'] = folder
    try {
      expect((await run(['--source', 'demo', '--listen', `127.0.0.1:${port}`])).status).toBe(2)
      expect(readdirSync(folder).filter((name) => /^rollcall-(demo|broker)-/.test(name))).toEqual([])
    } finally {
      if (environment === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = environment
      taken.close()
    }
    // Two processes start one after the other, on a machine that is busy.
  }, 120_000)
})

it('a second Ctrl-C ends a command that waits for a pipe nobody writes to', async () => {
  const pipe = join(folder, 'silent')
  execFileSync('mkfifo', [pipe])
  const { child, ended } = new Command(['decode', pipe])
  // A signal may come before anybody hears it; that ends the command too.
  const asking = setInterval(() => child.kill('SIGINT'), 2_000)
  expect((await ended).signal).toBe('SIGINT')
  clearInterval(asking)
})
