import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API_PREFIX } from '../../shared/api.ts'
import { EXPORTS, type ExportCount } from '../../shared/export.ts'
import { until } from '../history/histories.ts'
import { BUILDING, capture, Command, run } from './command.ts'

const HOUR = capture('hour.pcap')
const BUILD_TIME = 300_000
const FROM = '2025-11-26T00:10:00Z'
const TO = '2025-11-26T00:50:00Z'
let folder = ''
let data = ''
let server: Command
let url = ''

/** One history, and a server that holds it: the command reads beside it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-export-'))
  data = join(folder, 'data')
  await run(['--version'])
  await run(['import', HOUR, '--data', data])
  writeFileSync(join(data, 'names.csv'), 'kind,subject,on,name\r\ngroup,239.1.1.21,,"News; with ""quotes"""\r\n', {
    mode: 0o600,
  })
  server = new Command(['serve', '--source', 'stdin', '--listen', '127.0.0.1:0', '--data', data])
  await until(() => server.stderr.includes('History in'))
  url = /open (http:\/\/[^/]+)\//.exec(server.stderr)?.[1] ?? ''
}, BUILD_TIME)
afterAll(async () => {
  server.child.kill('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
})

/** What one data set needs besides. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  snapshot: { at: FROM },
  difference: { from: FROM, to: TO },
  'group-counts': { from: FROM, to: TO, step: 'minute' },
}
const flags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => (value === 'true' ? [`--${name}`] : [`--${name}`, value]))
const fetched = async (name: string, format: string, values: Readonly<Record<string, string>>): Promise<Buffer> => {
  const response = await fetch(`${url}${API_PREFIX}/export/${name}.${format}?${new URLSearchParams(values).toString()}`)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}
const exported = (name: string, ...more: string[]) => run(['export', name, '--data', data, ...more])

describe('the same octets as the API gives', () => {
  it.each(EXPORTS)(
    '%s',
    async (name) => {
      const query = NEEDED[name] ?? {}
      for (const format of ['csv', 'jsonl']) {
        const { status, stdout, stderr } = await exported(name, '--format', format, ...flags(query))
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
        expect(stdout.length).toBeGreaterThan(200)
        expect(stdout).toBe((await fetched(name, format, query)).toString())
      }
    },
    60_000,
  )

  it.each([
    ['a range and a filter', 'events', { from: FROM, to: TO, filter: 'type:joined vlan:10' }],
    ['Excel in Portuguese', 'memberships', { delimiter: ';', bom: 'true', zone: 'America/Sao_Paulo' }],
    ['hours', 'counts', { step: 'hour' }],
  ])('with %s', async (_, name, query) => {
    const { stdout, stderr } = await exported(name, ...flags(query))
    expect(stderr).toBe('')
    expect(stdout).toBe((await fetched(name, 'csv', query)).toString())
  })

  it('names are those of the folder', async () => {
    const { stdout } = await exported('memberships', '--filter', 'group:239.1.1.21')
    const rows = parse<Record<string, string>>(stdout, { columns: true, record_delimiter: '\r\n' })
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row['group_name']).toBe('News; with "quotes"')
  })
})

describe('into a file', () => {
  it('has its name when it is whole; the number of rows is told first', async () => {
    const path = join(folder, 'events.csv')
    const { status, stdout, stderr } = await exported('events', '-o', path, '--verbose')
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    const { rows } = (await (await fetch(`${url}${API_PREFIX}/export/events/count`)).json()) as ExportCount
    expect(stderr).toBe(`rollcall: events: ${rows} rows\n`)
    expect(readFileSync(path)).toEqual(await fetched('events', 'csv', {}))
    expect(existsSync(`${path}.part`) || existsSync(`${path}.part.json`)).toBe(false)
  })

  it('compressed', async () => {
    const path = join(folder, 'events.csv.gz')
    expect(await exported('events', '-o', path, '--gzip')).toMatchObject({ status: 0, stderr: '' })
    expect(gunzipSync(readFileSync(path))).toEqual(await fetched('events', 'csv', {}))
  })

  it('where there is no such folder', async () => {
    const path = join(folder, 'no', 'such.csv')
    const { status, stderr } = await exported('events', '-o', path)
    expect(stderr).toBe(`rollcall: Cannot write ${path}: there is no such folder.\n`)
    expect(status).toBe(1)
  })

  it.skipIf(!existsSync('/dev/full'))('on a full disk: one sentence, and no file', async () => {
    const command = new Command(['export', 'events', '--data', data])
    const full = await import('node:child_process').then(({ spawnSync }) =>
      spawnSync('/bin/sh', ['-c', '"$0" "$@" > /dev/full', ...command.child.spawnargs], { encoding: 'utf8' }),
    )
    await command.ended
    expect(full.stderr.replace(BUILDING, '')).toBe('rollcall: Cannot write standard output: the disk is full.\n')
    expect(full.status).toBe(1)
  })

  it('for a reader that went away: one sentence', async () => {
    const command = new Command(['export', 'events', '--data', data])
    command.child.stdout.destroy()
    const { status, stderr } = await command.ended
    expect(stderr).toBe('rollcall: Cannot write standard output: nobody reads it any more.\n')
    expect(status).toBe(1)
  })
})

describe('going on where it broke', () => {
  /** A part as a kill leaves it, cut at an octet. */
  async function broken(format: string, at: number): Promise<string> {
    const path = join(folder, `broken.${format}`)
    const command = await exported('events', '--format', format, '-o', path)
    expect(command.status).toBe(0)
    const whole = readFileSync(path)
    const query = new URLSearchParams({}).toString()
    const { pin, rows } = (await (
      await fetch(`${url}${API_PREFIX}/export/events/count?${query}`)
    ).json()) as ExportCount
    rmSync(path)
    writeFileSync(`${path}.part`, whole)
    truncateSync(`${path}.part`, Math.floor(whole.length * at))
    const order = JSON.stringify(['events', null, null, null, null, '', format, ',', false, null, false])
    writeFileSync(`${path}.part.json`, JSON.stringify({ order, pin, rows }))
    return path
  }

  it.each([
    ['csv', 0],
    ['csv', 0.001],
    ['csv', 0.3],
    ['csv', 0.77],
    ['csv', 1],
    ['jsonl', 0.5],
    ['jsonl', 0.999],
  ])('a part of %s, cut at %f of it', async (format, at) => {
    const path = await broken(format, at)
    const { status, stderr } = await exported('events', '--format', format, '-o', path, '--resume')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(readFileSync(path)).toEqual(await fetched('events', format, {}))
    expect(existsSync(`${path}.part`) || existsSync(`${path}.part.json`)).toBe(false)
  })

  it('with a time so long ago, which is what it was when the file was begun', async () => {
    const path = await broken('csv', 0.5)
    const memo = JSON.parse(readFileSync(`${path}.part.json`, 'utf8')) as Record<string, unknown>
    const order = JSON.stringify(['events', '9000d', null, null, null, '', 'csv', ',', false, null, false])
    writeFileSync(`${path}.part.json`, JSON.stringify({ ...memo, order, times: { from: 0 } }))
    const { status, stderr } = await exported('events', '--from', '9000d', '-o', path, '--resume')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(readFileSync(path)).toEqual(await fetched('events', 'csv', {}))
  })

  it.each([
    ['of other rows', ['--filter', 'type:joined'], () => undefined],
    [
      'that somebody changed',
      [],
      (part: string) => writeFileSync(part, readFileSync(part, 'utf8').replaceAll('2025', '2024')),
    ],
    ['that is not there', [], (part: string) => rmSync(part)],
  ] as const)('not with a part %s', async (_, more, change) => {
    const path = await broken('csv', 0.5)
    change(`${path}.part`)
    const { status, stderr } = await exported('events', '-o', path, '--resume', ...more)
    expect(stderr).toMatch(/^rollcall: There is no broken part of .*broken\.csv to go on with, [^\n]*\n$/)
    expect(status).toBe(2)
    expect(existsSync(path)).toBe(false)
  })
})

describe('what is wrong with the command line: one sentence, exit 2', () => {
  it.each([
    ['no such export', ['viewers'], /There is no export "viewers"; exports are memberships, events,/],
    ['no such format', ['events', '--format', 'xml'], /There is no format "xml"; formats are csv and jsonl\.$/],
    ['a time that is none', ['events', '--from', 'noon'], /"noon" is no time, as in 2025-11-26T08:00:00Z or 7d\.$/],
    ['a range the wrong way', ['events', '--from', TO, '--to', FROM], /from: it must be before to\.$/],
    ['a filter that cannot be read', ['events', '--filter', 'vlan:x'], /filter, column \d+: .*x is no VLAN/],
    ['a zone that is none', ['events', '--zone', 'Mars'], /zone: it must be a zone like America\/Sao_Paulo\.$/],
    ['a delimiter that is none', ['events', '--delimiter', '|'], /delimiter: it must be , or ;\.$/],
    [
      'a moment of what has a range',
      ['events', '--at', FROM],
      /There is no parameter at for events: it is for snapshot\.$/,
    ],
    [
      'a moment that is still to come',
      ['snapshot', '--at', '2199-01-01T00:00:00Z'],
      /at: that moment is still to come\.$/,
    ],
    ['no place to go on', ['events', '--resume'], /--resume needs -o FILE\.$/],
    ['going on with gzip', ['events', '--resume', '--gzip', '-o', 'x'], /leave out --resume or --gzip\.$/],
  ])('%s', async (_, args, sentence) => {
    const { status, stdout, stderr } = await run(['export', ...args, '--data', data])
    expect(stderr.trimEnd()).toMatch(sentence)
    expect(stderr.trimEnd()).toMatch(/^rollcall: [^\n]*$/)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('a folder without a history', async () => {
    const { status, stderr } = await run(['export', 'events', '--data', folder])
    expect(stderr).toBe(`rollcall: There is no history in ${folder}. Remedy: --data FOLDER.\n`)
    expect(status).toBe(2)
  })
})
