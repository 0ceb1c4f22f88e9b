import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ApprovedSenders } from '../../server/approvals.ts'
import { defaultDataFolder, demoDataFolder } from '../../server/config.ts'
import { API_PREFIX } from '../../shared/api.ts'
import { notice } from '../../shared/notice.ts'
import { BUILDING, capture, Command, run } from './command.ts'

const HOUR = capture('hour.pcap')
const BUILD_TIME = 180_000
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-serve-'))
  await run(['--version'])
}, BUILD_TIME)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** A command that goes on until it is told to stop. */
const running: Command[] = []
afterEach(async () => {
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.splice(0).map(({ ended }) => ended))
})
async function started(...args: string[]): Promise<{ command: Command; url: string }> {
  const command = new Command([...args, '--data', join(folder, 'data')])
  running.push(command)
  const opened = /open (http:\/\/[^/]+)\//
  await expect.poll(() => command.stderr.replace(BUILDING, ''), { timeout: 20_000 }).toMatch(/History in/)
  const [, url = ''] = opened.exec(command.stderr) ?? []
  return { command, url }
}

describe('what cannot be served: one sentence with the remedy, exit 2', () => {
  const cases: readonly (readonly [string, () => string[], RegExp])[] = [
    ['a source that is none', () => ['--source', 'radio:7'], /There is no source "radio:7"; sources are live:IFACE/],
    ['an interface that is not named', () => ['--source', 'live'], /The source "live" needs an interface/],
    ['a name that no path could carry', () => ['--source', 'a b=demo'], /The source name "a b" must be letters/],
    [
      'two sources of one name',
      () => ['--source', 'demo', '--source', 'demo=stdin'],
      /Two sources have the name "demo"/,
    ],
    ['a TZSP address that is none', () => ['--source', 'tzsp:7'], /"7" is no HOST:PORT, as in tzsp:0\.0\.0\.0:37008/],
    ['an address to listen on that is none', () => ['--listen', '8224'], /"8224" is no HOST:PORT to listen on/],
    [
      'other machines that nobody would ask',
      () => ['--listen', '0.0.0.0:0', '--data', join(folder, 'nobody')],
      /Listening on 0\.0\.0\.0 lets other machines in, .* Remedy: rollcall user add NAME --role operator --data [^ ]*nobody, or --token TOKEN/,
    ],
    ['a short token', () => ['--token', 'secret'], /A token needs at least 16 characters/],
    [
      'a sender that is no network',
      () => ['--tzsp-allow', '10.0.0.0/40'],
      /"10\.0\.0\.0\/40" is no address or network/,
    ],
    ['a sender with a name that is none', () => ['--allow-sender', 'a b=10.0.0.1'], /"a b=10\.0\.0\.1" is no address/],
    [
      'a sender with the name of a source',
      () => ['--source', 'core1=tzsp', '--allow-sender', 'core1=10.0.0.1'],
      /The sender "core1=10\.0\.0\.1" has the name of a source/,
    ],
    ['a VXLAN address that is none', () => ['--source', 'vxlan:7'], /"7" is no HOST:PORT, as in vxlan:0\.0\.0\.0:4789/],
    ['an ERSPAN address that is none', () => ['--source', 'erspan:::1'], /"::1" is no address of this machine, as in/],
    ['a tunnel that is none', () => ['--tunnels', 'vxlan,metro'], /no tunnel "metro"; tunnels are tzsp, vxlan, gre/],
    [
      'tunnels of another filter',
      () => ['--tunnels', 'vxlan', '--filter', 'igmp'],
      /--tunnels belong to the built-in filter/,
    ],
    ['no configuration', () => ['--config', join(folder, 'none.toml')], /Cannot read the configuration .*none\.toml/],
    [
      'a configuration that is no TOML',
      () => ['--config', file('a.toml', 'listen = \n')],
      /is no TOML \(line 1, column/,
    ],
    ['a word it does not know', () => ['--config', file('b.toml', 'sauce = "demo"\n')], /does not know "sauce"/],
    ['a value of another kind', () => ['--config', file('c.toml', 'dedupe-ms = "5"\n')], /c\.toml, "dedupe-ms": /],
  ]
  it.each(cases)('%s', async (_name, args, sentence) => {
    const { status, stdout, stderr } = await run(['serve', ...args()])
    expect(stderr.trimEnd()).toMatch(sentence)
    expect(stderr.trimEnd()).toMatch(/^rollcall: [^\n]*$/)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('an address in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const args = ['--source', 'demo', '--listen', `127.0.0.1:${port}`, '--data', join(folder, 'taken')]
    const { status, stderr } = await run(args)
    other.close()
    expect(stderr).toBe(
      `rollcall: Address 127.0.0.1:${port} is already in use. Remedy: stop the other program, or --listen elsewhere.\n`,
    )
    expect(status).toBe(2)
  })
})

describe('what is served', () => {
  it('says where it is and what it listens to, and ends cleanly', async () => {
    const { command, url } = await started('--source', `hall=file:${HOUR}@max`, '--listen', '127.0.0.1:0')
    expect(command.stderr).toContain('Listening to file hall.')
    await expect
      .poll(async () => ((await (await fetch(`${url}${API_PREFIX}/sources`)).json()) as { rows: unknown[] }).rows, {
        timeout: 20_000,
      })
      .toMatchObject([{ name: 'hall', kind: 'file', state: 'ended', frames: 3932, igmp: 912 }])
    command.child.kill('SIGINT')
    const { status, stderr } = await command.ended
    expect(status).toBe(0)
    expect(stderr.trimEnd()).toMatch(/Stopping \.\.\.$/)
  })

  it('takes the words of a configuration file, and flags before them', async () => {
    const config = file('d.toml', `source = ["a=file:${HOUR}", "b=stdin"]\nlisten = "127.0.0.1:1"\ngmi = "rfc9776"\n`)
    const { command } = await started('--config', config, '--listen', '127.0.0.1:0')
    expect(command.stderr).toContain('Listening to file a.')
    expect(command.stderr).toContain('Listening to stdin b.')
  })

  it('a port that is taken fails that source, not the program', async () => {
    const { createSocket } = await import('node:dgram')
    const other = createSocket('udp4')
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve))
    const at = `127.0.0.1:${other.address().port}`
    const { url } = await started('--source', `tzsp:${at}`, '--listen', '127.0.0.1:0')
    await expect
      .poll(async () => ((await (await fetch(`${url}${API_PREFIX}/sources`)).json()) as { rows: unknown[] }).rows)
      .toMatchObject([{ kind: 'tzsp', state: 'failed', notice: notice('port-in-use', { address: at }) }])
    other.close()
  })

  it('beyond this machine a token of before goes on working, and its file is gone', async () => {
    const token = 'a-token-that-was-made-before'
    mkdirSync(join(folder, 'data'), { recursive: true })
    writeFileSync(join(folder, 'data', 'token'), `${token}\n`)
    for (let i = 0; i < 2; i += 1) {
      const { command, url } = await started('--source', 'stdin', '--listen', '0.0.0.0:0')
      const api = `http://127.0.0.1:${new URL(url).port}${API_PREFIX}/sources`
      expect((await fetch(api)).status).toBe(401)
      expect((await fetch(api, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
      expect(command.stderr).not.toContain(token)
      command.child.kill('SIGTERM')
      await command.ended
      expect(existsSync(join(folder, 'data', 'token'))).toBe(false)
    }
    expect(readFileSync(join(folder, 'data', 'tokens.json'), 'utf8')).not.toContain(token)
    rmSync(join(folder, 'data', 'tokens.json'))
  })
})

describe('the state folder', () => {
  it.each([
    [{ XDG_STATE_HOME: '/var/lib' }, '/var/lib/rollcall'],
    // A path that is not absolute is to be ignored (XDG base directory specification).
    [{ XDG_STATE_HOME: 'state' }, join(process.env['HOME'] ?? '/root', '.local/state/rollcall')],
    [{}, join(process.env['HOME'] ?? '/root', '.local/state/rollcall')],
  ])('%j', (environment, expected) => {
    expect(defaultDataFolder(environment)).toBe(expected)
    expect(demoDataFolder(environment)).toBe(`${expected}-demo`)
  })
})

describe('senders that a person approved', () => {
  it('outlive a restart, each once', () => {
    const home = mkdtempSync(join(folder, 'approved-'))
    const approved = new ApprovedSenders(home, () => undefined)
    expect(approved.add('tzsp', '192.0.2.1')).toBeNull()
    expect(approved.add('tzsp', '192.0.2.1')).toBeNull()
    const again = new ApprovedSenders(home, () => undefined)
    expect(again.of('tzsp')).toEqual(['192.0.2.1'])
    expect(again.of('other')).toEqual([])
  })

  it.each(['constructor', 'toString', '__proto__'])('are none of a source that is named %s', (name) => {
    const approved = new ApprovedSenders(mkdtempSync(join(folder, 'approved-')), () => undefined)
    expect(approved.of(name)).toEqual([])
  })

  it('are asked for again where the file cannot be read, and that is told', () => {
    const home = mkdtempSync(join(folder, 'approved-'))
    writeFileSync(join(home, 'approved-senders.json'), '{"tzsp": 7}')
    const told: string[] = []
    expect(new ApprovedSenders(home, (sentence) => told.push(sentence)).of('tzsp')).toEqual([])
    expect(told).toEqual([expect.stringContaining('have to be approved again')])
  })

  it('are refused beyond a thousand and twenty-four', () => {
    const approved = new ApprovedSenders(mkdtempSync(join(folder, 'approved-')), () => undefined)
    for (let n = 0; n < 1_024; n += 1) approved.add('tzsp', `10.0.${n >> 8}.${n & 255}`)
    expect(approved.add('tzsp', '192.0.2.1')).toEqual(notice('senders-full', { limit: 1_024 }))
  })

  it('hold until the next start where nothing can be written', () => {
    const approved = new ApprovedSenders(file('no-folder', ''), () => undefined)
    expect(approved.add('tzsp', '192.0.2.1')?.code).toBe('approval-not-kept')
    expect(approved.of('tzsp')).toEqual(['192.0.2.1'])
  })
})
