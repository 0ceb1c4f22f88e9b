import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { API_PREFIX } from '../../shared/api.ts'
import type { ImportList } from '../../shared/imports.ts'
import { importsIn } from '../../server/history/store.ts'
import { BUILDING, capture, Command, run } from './command.ts'

const HOUR = capture('hour.pcap')
const BUILD_TIME = 300_000
let folder = ''
let folders = 0
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-import-'))
  await run(['--version'])
}, BUILD_TIME)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const data = (): string => join(folder, `data-${(folders += 1)}`)
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
/** The hour many times over, each time a day later: so long that it can be killed in the middle. */
function long(days: number): Uint8Array {
  const hour = readFileSync(HOUR)
  const parts: Buffer[] = [hour]
  for (let day = 1; day < days; day += 1) {
    const part = Buffer.from(hour.subarray(24))
    for (let at = 0; at < part.length; at += 16 + part.readUInt32LE(at + 8)) {
      part.writeUInt32LE(part.readUInt32LE(at) + day * 86_400, at)
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const running: Command[] = []
afterEach(async () => {
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.splice(0).map(({ ended }) => ended))
})
async function serving(...args: string[]): Promise<string> {
  const command = new Command(['serve', '--source', 'stdin', '--listen', '127.0.0.1:0', ...args])
  running.push(command)
  await expect.poll(() => command.stderr.replace(BUILDING, ''), { timeout: 20_000 }).toMatch(/History in/)
  return /open (http:\/\/[^/]+)\//.exec(command.stderr)?.[1] ?? ''
}

describe('without a server', () => {
  it('puts a capture in, once', async () => {
    const into = data()
    const first = await run(['import', HOUR, '--data', into])
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toBe(
      'hour: put in: 3932 frames, 912 with IGMP or MLD, 2025-11-26T00:00:00.500Z to 2025-11-26T00:59:56.900Z\n',
    )
    const mixed = await run(['serve', '--source', `hour=file:${HOUR}`, '--listen', '127.0.0.1:0', '--data', into])
    expect(mixed.stderr).toMatch(/^rollcall: The source "hour" has the name of a capture that was put into [^\n]*\n$/)
    expect(mixed.status).toBe(2)
    const again = await run(['import', file('copy.pcap.gz', gzipSync(readFileSync(HOUR))), '--data', into])
    expect(again).toMatchObject({ status: 0, stderr: '' })
    expect(again.stdout).toMatch(/^hour: in the history already: 3932 frames/)
    const listed = await run(['import', '--list', '--data', into])
    expect(listed.stdout).toMatch(/^hour {2}done {2}2025-11-26T00:00:00\.500Z to \S+ {2}3932 frames {2}hour\.pcap\n$/)
    const out = await run(['import', '--remove', 'hour', '--data', into])
    expect(out).toMatchObject({ status: 0, stdout: 'hour: taken out: 3932 frames\n', stderr: '' })
    const none = await run(['import', '--list', '--data', into])
    expect(none).toMatchObject({
      status: 0,
      stdout: '',
      stderr: 'No capture was put in yet. Remedy: rollcall import FILE...\n',
    })
  })

  it('says what was cut, and goes on with the others', async () => {
    const into = data()
    const cut = file('cut.pcap', readFileSync(HOUR).subarray(0, 100_000))
    const text = file('notes.txt', 'IGMP is a protocol\n')
    const { status, stdout, stderr } = await run(['import', text, cut, '--data', into])
    expect(status).toBe(2)
    expect(stdout).toMatch(/^cut: put in: \d+ frames, [^\n]*\n$/)
    const [first, second, end] = stderr.split('\n')
    expect(first).toMatch(/^rollcall: notes\.txt is not a pcap or pcapng capture/)
    expect(second).toMatch(
      /^rollcall: The capture cut\.pcap is cut in the middle: .* Everything before the cut was read\.$/,
    )
    expect(end).toBe('')
  })

  it.each([
    ['nothing to do', [], /Give captures to put in, or --list, or --remove NAME\.$/],
    ['two things to do', [HOUR, '--list'], /Give captures to put in, or --list, or --remove NAME\.$/],
    ['standard input', ['-'], /is read twice: give a file, not -\.$/],
    ['a name that no path can carry', ['--name', 'a b', HOUR], /The name "a b" must be letters/],
    [
      'one to take out that is none',
      ['--remove', 'hall'],
      /There is no imported capture hall\. Remedy: rollcall import/,
    ],
    ['a VLAN that is none', ['--native-vlan', '5000', HOUR], /is no VLAN for frames without a tag/],
    ['no such file', [join('no', 'such.pcap')], /There is no file such\.pcap\.$/],
  ])('%s: one sentence, exit 2', async (_, args, sentence) => {
    const { status, stdout, stderr } = await run(['import', ...args, '--data', data()])
    expect(stderr.trimEnd()).toMatch(sentence)
    expect(stderr.trimEnd()).toMatch(/^rollcall: [^\n]*$/)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('killed in the middle, it is done anew', async () => {
    const into = data()
    const many = file('many.pcap', long(15))
    const command = new Command(['import', many, '--data', into])
    const underWay = (): string | undefined => {
      try {
        return importsIn(into)[0]?.state
      } catch {
        return undefined
      }
    }
    await expect.poll(underWay, { timeout: 20_000, interval: 5 }).toBe('under-way')
    command.child.kill('SIGKILL')
    expect((await command.ended).signal).toBe('SIGKILL')
    expect(underWay()).toBe('under-way')

    const again = await run(['import', many, '--data', into])
    expect(again).toMatchObject({ status: 0, stderr: '' })
    expect(again.stdout).toMatch(/^many: put in: 58980 frames/)
    const other = data()
    await run(['import', many, '--data', other])
    const events = (from: string) => run(['export', 'events', '--data', from])
    const [anew, whole] = [await events(into), await events(other)]
    expect(whole).toMatchObject({ status: 0, stderr: '' })
    expect(whole.stdout.split('\r\n').length).toBeGreaterThan(1_000)
    expect(anew).toEqual(whole)
  }, 120_000)
})

describe('while a server holds the folder', () => {
  it('the server takes it, with its own hands', async () => {
    const into = data()
    const url = await serving('--data', into)
    const first = await run(['import', HOUR, '--name', 'incident', '--data', into])
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toMatch(/^incident: put in: 3932 frames, 912 with IGMP or MLD/)
    const again = await run(['import', HOUR, '--data', into])
    expect(again.stdout).toMatch(/^incident: in the history already/)
    const { rows, jobs } = (await (await fetch(`${url}${API_PREFIX}/imports`)).json()) as ImportList
    expect(rows).toMatchObject([{ name: 'incident', state: 'done', frames: 3_932 }])
    expect(jobs.map(({ state }) => state)).toEqual(['done', 'known'])
    // It is of the past alone.
    expect(await (await fetch(`${url}${API_PREFIX}/groups`)).json()).toMatchObject({ total: 0 })
    expect(await (await fetch(`${url}${API_PREFIX}/sources`)).json()).toMatchObject({ total: 1 })
    const events = await (await fetch(`${url}${API_PREFIX}/export/events.csv`)).text()
    expect(events).toContain('incident/10')
    const notes = file('notes2.txt', 'IGMP is a protocol\n')
    expect(await run(['import', notes, '--data', into])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^rollcall: notes2\.txt is not a pcap or pcapng capture[^\n]*\n$/) as string,
    })
    expect(await run(['import', '--remove', 'incident', '--data', into])).toMatchObject({ status: 0, stderr: '' })
    expect(importsIn(into)).toEqual([])
  }, 60_000)

  it('one that is too large is refused', async () => {
    const into = data()
    await serving('--data', into, '--config', file('small.toml', 'max-import = "16MB"\n'))
    const large = file('large.pcap', new Uint8Array(17 * 1_024 ** 2))
    const { status, stderr } = await run(['import', large, '--data', into])
    expect(stderr).toMatch(/^rollcall: A capture of more than 16 MB is not taken this way\. Remedy: [^\n]*\n$/)
    expect(status).toBe(2)
  }, 60_000)

  it('with a token that it does not know: the folder has a key of its own', async () => {
    const into = data()
    await serving('--data', into, '--token', 'a-token-of-sixteen-letters')
    const wrong = await run(['import', HOUR, '--token', 'another-token-of-letters', '--data', into])
    expect(wrong.stderr).toMatch(/does not take this token\. Remedy: leave out --token, or give that of an operator\n$/)
    expect(wrong.status).toBe(2)
    const without = await run(['import', HOUR, '--data', into])
    expect(without).toMatchObject({ status: 0, stderr: '' })
    const given = await run(['import', HOUR, '--token', 'a-token-of-sixteen-letters', '--data', into])
    expect(given).toMatchObject({ status: 0, stderr: '' })
  }, 60_000)
})
