import { describe, expect, it } from 'vitest'
import { NameBook } from '../../../server/names/book.ts'
import { checkEntry } from '../../../server/names/entry.ts'
import { MINUTE, SECOND } from '../../../shared/time.ts'
import { entry } from '../../names/who.ts'
import { aHost, happened, observed, opened as found } from './found.ts'
import { all, newFolder, openHistory, textOf, written } from '../histories.ts'
import { BASE, joined, stepOf } from '../steps.ts'

describe('names in what is read', () => {
  it('are those of today, in rows, files and filters', async () => {
    const book = new NameBook(['group 239.1.1.1 = TV 1', 'segment vlan:10 = IPTV', 'host 10.0.0.5 = Box'].map(entry))
    const { history } = await openHistory(await newFolder(), { names: book })
    history.record('tap', stepOf(joined({ host: 5, at: BASE }), joined({ host: 6, group: 2, at: BASE })), BASE + SECOND)
    await written(history)

    const rows = await all(history.memberships({}))
    expect(rows.map(({ segmentName, groupName, hostName }) => [segmentName, groupName, hostName])).toEqual([
      ['IPTV', 'TV 1', 'Box'],
      ['IPTV', null, null],
    ])
    const csv = (await textOf(history.fileOf('events', { filter: 'name:box' }))).split('\r\n')
    expect(csv).toHaveLength(3)
    expect(csv[1]).toContain(',239.1.1.1,TV 1,10.0.0.5,Box,')
    expect(await history.count('memberships', { filter: 'segment:iptv' })).toBe(2)
    expect(await history.count('memberships', { filter: '"tv 1"' })).toBe(1)

    book.put(checkEntry(entry('host 10.0.0.0/24 @ vlan:10 = Room')).checked!)
    book.put(checkEntry(entry('group 239.1.1.1 = TV One')).checked!)
    expect(await history.count('memberships', { filter: '"tv 1"' })).toBe(0)
    expect((await all(history.events({ filter: 'name:room' }))).map(({ host, hostName }) => [host, hostName])).toEqual([
      ['10.0.0.6', 'Room'],
    ])
  })

  it('findings and counts are asked for by those of today too', async () => {
    const book = new NameBook(['group 239.1.1.1 = TV 1', 'segment vlan:10 = IPTV', 'host 10.0.0.5 = Box'].map(entry))
    const { history } = await openHistory(await newFolder(), { names: book })
    const finding = found('deaf-host', BASE, observed('warning', { subject: aHost(5) }))
    history.record('tap', happened('finding-opened', BASE, finding), BASE)
    history.record('tap', stepOf(joined({ host: 5, at: BASE })), BASE + SECOND)
    await written(history)
    const codes = async (filter: string): Promise<string[]> =>
      (await history.findings({ offset: 0, limit: 10, filter })).rows.map(({ code }) => code)
    const segments = async (filter: string): Promise<number> =>
      (await history.counts({ from: BASE, to: BASE + MINUTE, step: MINUTE, filter, tail: [] })).segments

    for (const filter of ['name:box', 'name:"tv 1"', 'name:iptv', 'segment:iptv', '"tv 1"']) {
      expect([filter, await codes(filter)]).toEqual([filter, ['deaf-host']])
    }
    expect(await codes('name:room')).toEqual([])
    expect([await segments('name:iptv'), await segments('name:room')]).toEqual([1, 0])

    // No export is begun in between, which would tell the reading thread.
    book.put(checkEntry(entry('host 10.0.0.5 = Room')).checked!)
    book.put(checkEntry(entry('segment vlan:10 = Room')).checked!)
    expect(await codes('name:box')).toEqual([])
    expect(await codes('name:room')).toEqual(['deaf-host'])
    expect([await segments('name:iptv'), await segments('segment:room')]).toEqual([0, 1])
  })
})
