import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../shared/time.ts'
import { ExportConfig, scheduledOf } from '../../server/exports/config.ts'
import { DoneFile } from '../../server/exports/done-file.ts'
import { outdated } from '../../server/exports/files.ts'
import { ExportRunner } from '../../server/exports/runner.ts'
import { newFolder, openHistory, textOf, written } from '../history/histories.ts'
import { ended, joined, stepOf } from '../history/steps.ts'

const EXPORTS_FILE = 'exports.json'
const at = (text: string): number => Date.parse(text)
const scheduled = (config: Readonly<Record<string, unknown>>) =>
  scheduledOf([ExportConfig.parse({ name: 'events', every: 'day', ...config })])

/** A history with a membership at noon of each of some days, and a server that writes it out; its clock is ours. */
async function course(config: Readonly<Record<string, unknown>>) {
  const data = await newFolder()
  const { history } = await openHistory(data)
  for (let day = 20; day < 26; day += 1) {
    const noon = at(`2026-11-${day}T12:00Z`)
    history.record('tap', stepOf(joined({ host: day, at: noon })), noon)
    const end = noon + HOUR
    history.record('tap', stepOf(ended('left', { host: day, at: end, since: noon })), end)
  }
  await written(history)
  const folder = join(await newFolder(), 'out')
  const clock = { now: 0 }
  const log: string[] = []
  const start = () =>
    new ExportRunner({
      exports: scheduled({ folder, ...config }),
      history,
      done: new DoneFile(data),
      notes: () => ({}),
      now: () => clock.now,
      log: (text) => void log.push(text),
    })
  const lookAt = async (runner: ExportRunner, time: string): Promise<void> => {
    clock.now = at(time)
    await runner.look()
  }
  const files = (): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])
  return { history, data, folder, log, start, lookAt, files }
}

describe('each day', () => {
  it('is written once it is over, exactly it, and by its last second', async () => {
    const { history, folder, start, lookAt, files } = await course({})
    const runner = start()
    await lookAt(runner, '2026-11-22T00:10:30Z')
    // What was before it was asked for is nobody's wish.
    expect(files()).toEqual([])
    await lookAt(runner, '2026-11-23T00:09:59Z')
    expect(files()).toEqual([])
    await lookAt(runner, '2026-11-23T00:10:30Z')
    expect(files()).toEqual(['events_2026-11-22.csv'])
    const [from, to] = [at('2026-11-22T00:00Z'), at('2026-11-23T00:00Z')]
    const expected = await textOf(history.fileOf('events', { from, to }))
    expect(readFileSync(join(folder, 'events_2026-11-22.csv'), 'utf8')).toBe(expected)
    expect(expected.split('\r\n')).toHaveLength(4)
    await lookAt(runner, '2026-11-23T18:00Z')
    expect(files()).toHaveLength(1)
    expect(runner.list()).toEqual([
      {
        name: 'events',
        folder,
        file: 'events',
        every: 'day',
        zone: 'UTC',
        nextAt: at('2026-11-24T00:10Z'),
        last: { at: at('2026-11-23T00:10:30Z'), file: 'events_2026-11-22.csv', rows: 2 },
        error: null,
        leftOut: 0,
      },
    ])
  })

  it('that was missed is caught up, the older ones told as left out; the newest are kept', async () => {
    const { log, start, lookAt, files } = await course({ keep: 3 })
    await lookAt(start(), '2026-09-01T00:10:30Z')
    const runner = start()
    await lookAt(runner, '2026-11-26T08:00Z')
    expect(files()).toEqual(['events_2026-11-23.csv', 'events_2026-11-24.csv', 'events_2026-11-25.csv'])
    expect(log).toEqual([expect.stringMatching(/^55 older runs of the scheduled export events were missed/)])
    expect(runner.list()[0]?.leftOut).toBe(55)
    await lookAt(start(), '2026-11-26T09:00Z')
    expect(files()).toHaveLength(3)
  })

  it('that cannot be written is tried again, and told once', async () => {
    const { folder, log, start, lookAt, files } = await course({})
    const runner = start()
    await lookAt(runner, '2026-11-22T00:10:30Z')
    writeFileSync(folder, 'no folder')
    await lookAt(runner, '2026-11-23T00:10:30Z')
    expect(runner.list()[0]?.error).toMatchObject({ code: 'export-not-written' })
    await lookAt(runner, '2026-11-23T00:12Z')
    rmSync(folder)
    await lookAt(runner, '2026-11-23T00:14Z')
    expect(files()).toEqual([])
    await lookAt(runner, '2026-11-23T00:16Z')
    expect(files()).toEqual(['events_2026-11-22.csv'])
    expect(runner.list()[0]?.error).toBeNull()
    expect(log).toEqual([
      expect.stringMatching(/^The scheduled export events: Cannot write /),
      'The scheduled export events: all is well again.',
    ])
  })

  it.each([
    ['', true],
    [', and the server is started after it', false],
  ])('that was written while the clock stood ahead is written anew%s', async (_, isSeen) => {
    const { history, folder, start, lookAt } = await course({})
    const ahead = start()
    await lookAt(ahead, '2026-11-22T00:10:30Z')
    await lookAt(ahead, '2026-11-23T00:10:30Z')
    // Set on by a day at noon, and back.
    await lookAt(ahead, '2026-11-24T12:00Z')
    const file = join(folder, 'events_2026-11-23.csv')
    writeFileSync(file, 'what there was by noon')
    writeFileSync(join(folder, 'events_2026-11-22.csv'), 'as it was')
    if (isSeen) await lookAt(ahead, '2026-11-23T12:00Z')
    const runner = start()
    // Before it is due nothing is touched.
    if (isSeen) await lookAt(runner, '2026-11-24T00:09Z')
    expect(readFileSync(file, 'utf8')).toBe('what there was by noon')
    await lookAt(runner, '2026-11-24T00:11Z')
    const expected = await textOf(
      history.fileOf('events', { from: at('2026-11-23T00:00Z'), to: at('2026-11-24T00:00Z') }),
    )
    expect(readFileSync(file, 'utf8')).toBe(expected)
    expect(readFileSync(join(folder, 'events_2026-11-22.csv'), 'utf8')).toBe('as it was')
    // It is once.
    writeFileSync(file, 'moved away')
    await lookAt(start(), '2026-11-24T00:20Z')
    expect(readFileSync(file, 'utf8')).toBe('moved away')
  })

  it('is not written anew by a clock that begins in 1970, when that is set', async () => {
    const { folder, start, lookAt, files } = await course({})
    const runner = start()
    await lookAt(runner, '2026-11-22T00:10:30Z')
    await lookAt(runner, '2026-11-24T00:10:30Z')
    const written = files()
    for (const file of written) writeFileSync(join(folder, file), 'as it was')
    await lookAt(start(), '1970-01-01T00:00:30Z')
    await lookAt(start(), '2026-11-24T08:00Z')
    expect(files()).toEqual(written)
    for (const file of written) expect(readFileSync(join(folder, file), 'utf8')).toBe('as it was')
  })

  it.each([
    ['is over', '2026-11-22', ['2026-11-24T00:10:30Z'], 'events_2026-11-23.csv'],
    ['is not over', '2026-11-24', ['2026-11-24T12:00Z', '2026-11-25T00:10:30Z'], 'events_2026-11-24.csv'],
  ])('goes on from a file that has no moments, whose last day %s', async (_, label, times, expected) => {
    const { data, folder, start, lookAt, files } = await course({})
    writeFileSync(join(data, EXPORTS_FILE), JSON.stringify({ [join(folder, 'events.day.csv')]: label }))
    for (const time of times) await lookAt(start(), time)
    expect(files()).toEqual([expected])
  })

  it('takes away its own files alone', async () => {
    const { folder, start, lookAt, files } = await course({ keep: 1 })
    mkdirSync(folder)
    const others = [
      'events.csv',
      'events_2026-01-01.csv.gz',
      'events_2026-01-01.jsonl',
      'events_week-2026-01-05.csv',
      'my-events_2026-01-01.csv',
      'events_2026-1-1.csv',
    ]
    for (const name of [...others, 'events_2026-01-01.csv']) writeFileSync(join(folder, name), '')
    const runner = start()
    await lookAt(runner, '2026-11-22T00:10:30Z')
    await lookAt(runner, '2026-11-23T00:10:30Z')
    expect(files()).toEqual([...others, 'events_2026-11-22.csv'].sort())
  })

  it('says once that older files cannot be taken away, and goes on', async () => {
    const { folder, log, start, lookAt, files } = await course({ keep: 1 })
    // What nobody may remove as a file.
    mkdirSync(join(folder, 'events_2026-01-01.csv'), { recursive: true })
    const runner = start()
    for (const day of [22, 23, 24, 25]) await lookAt(runner, `2026-11-${day}T00:10:30Z`)
    expect(files()).toContain('events_2026-11-24.csv')
    expect(log).toEqual([expect.stringMatching(/^The scheduled export events: older files stay where they are\. /)])
  })
})

it('all data sets, compressed and not', async () => {
  for (const name of ['memberships', 'snapshot', 'counts', 'group-counts', 'queriers', 'findings'] as const) {
    const { start, lookAt, files } = await course({
      name,
      gzip: true,
      format: 'jsonl',
      zone: 'Europe/Lisbon',
      at: '01:00',
    })
    const runner = start()
    await lookAt(runner, '2026-11-22T01:00:30Z')
    await lookAt(runner, '2026-11-23T01:00:30Z')
    expect(runner.list()[0]?.error ?? null).toBeNull()
    expect(files()).toEqual([`${name}_2026-11-22.jsonl.gz`])
  }
})

describe('what cannot be scheduled', () => {
  it.each([
    ['two that write the same files', [{}, { filter: 'vlan:20' }], /Two scheduled exports write events to/],
    ['a filter that cannot be read', [{ filter: 'vlan:x' }], /The scheduled export events: filter, column \d+/],
    ['a weekday of a daily one', [{ weekday: 'monday' }], /runs every day: leave out its weekday/],
  ])('%s', (_, configs, sentence) => {
    const parsed = configs.map((config) =>
      ExportConfig.parse({ name: 'events', folder: '/x', every: 'day', ...config }),
    )
    expect(() => scheduledOf(parsed)).toThrow(sentence)
  })

  it.each([
    ['another name', { name: 'viewers' }],
    ['a time of day that is none', { at: '24:00' }],
    ['a zone that is none', { zone: 'Mars' }],
    ['a word that is none', { evry: 'day' }],
    ['nothing to keep', { keep: 0 }],
    ['a file in another folder', { file: '../x' }],
  ])('%s', (_, config) => {
    expect(ExportConfig.safeParse({ name: 'events', folder: '/x', every: 'day', ...config }).success).toBe(false)
  })
})

it('keeps all where nothing is said', () => {
  const [all] = scheduled({ folder: '/x' })
  expect(outdated(all!, ['events_2026-01-01.csv', 'events_2026-01-02.csv'])).toEqual([])
})
