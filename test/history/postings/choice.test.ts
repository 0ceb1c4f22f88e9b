import { expect, it } from 'vitest'
import { choiceOf } from '../../../server/history/postings/choice.ts'
import { eventPages, type RawEvent } from '../../../server/history/reading/event-pages.ts'
import { Pin } from '../../../server/history/file/pin.ts'
import { newFolder } from '../histories.ts'
import { PastRun } from '../intervals/past-run.ts'
import { BASE, joined } from '../steps.ts'

it('a filter that names hosts or groups reads their events alone, posted or not, and misses none', async () => {
  const run = new PastRun(await newFolder(), { blockRows: 16 })
  for (let n = 0; n < 200; n += 1) {
    run.tell('tap', BASE + n, joined({ host: n % 5, group: n % 3, at: BASE + n }))
  }
  const cases: [filter: string, expected: ReturnType<typeof choiceOf>][] = [
    ['', null],
    ['group:239.1.1.0/24', null],
    ['-group:239.1.1.1', null],
    ['version:3 text', null],
    ['host:10.0.0.1|10.0.0.0/30', null],
    ['host:10.0.0.1', { by: 'host', numbers: [2] }],
    ['host:10.0.0.1|10.0.0.3 segment:tap/10', { by: 'host', numbers: [2, 4] }],
    ['group:239.1.1.0 host:10.0.0.4', { by: 'host', numbers: [5] }],
    ['group:239.1.1.2 type:join', { by: 'grp', numbers: [3] }],
    ['group:239.9.9.9', { by: 'grp', numbers: [] }],
    ['group:ff0e::1', { by: 'grp', numbers: [] }],
  ]
  for (const [filter, expected] of cases) expect([filter, choiceOf(run.db, filter)]).toEqual([filter, expected])

  const pin = Pin.of(run.db, BASE)
  const range = { after: Number.MIN_SAFE_INTEGER, before: run.count('SELECT max(id) FROM event') + 1 }
  const all = [...eventPages(run.db, 'events', range, pin)].flat()
  expect(all).toHaveLength(200)
  for (const [, choice] of cases) {
    if (!choice) continue
    const mine = (row: RawEvent): boolean => choice.numbers.includes(row[choice.by === 'host' ? 3 : 2] ?? 0)
    expect([...eventPages(run.db, 'events', range, pin, choice)].flat()).toEqual(all.filter(mine))
  }
  run.close()
})
