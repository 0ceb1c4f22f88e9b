import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNames, writeNames } from '../../server/names-text.ts'
import { NameBook } from '../../server/names/book.ts'
import { checkEntry } from '../../server/names/entry.ts'
import { planImport, type ImportPlan } from '../../server/names/import.ts'
import { MAX_LINES } from '../../server/names/written.ts'
import {
  MAX_NAME_LENGTH,
  MAX_NAMES,
  MAX_REFUSED,
  NAME_KINDS,
  type NameEntry,
  type NameKind,
} from '../../shared/names.ts'
import { sentence } from '../../shared/notice.ts'
import { entry } from './who.ts'

const octets = (text: string): Uint8Array => new TextEncoder().encode(text)
const plan = (file: string | Uint8Array, kind: NameKind | null = null, book = new NameBook()): ImportPlan => {
  const { lines, why } = readNames(typeof file === 'string' ? octets(file) : file, kind)
  if (!lines) throw new Error(sentence(why))
  return planImport(book, lines)
}
const written = ({ kind, subject, on, name }: NameEntry): string =>
  `${kind} ${subject}${on === null ? '' : ` @ ${on}`} = ${name}`
const read = (file: string | Uint8Array, kind: NameKind | null = null): string[] => {
  const { entries, refused } = plan(file, kind)
  return [...entries.map((one) => written(one.entry)), ...refused.map(({ line, why }) => `${line}: ${why.code}`)]
}

describe('a table of names', () => {
  it.each<[string, string, NameKind | null, readonly string[]]>([
    [
      'its own form',
      'kind,subject,on,name\ngroup,239.1.1.1,,TV 1\nhost,10.0.0.5,vlan:20,Box',
      null,
      ['group 239.1.1.1 = TV 1', 'host 10.0.0.5 @ vlan:20 = Box'],
    ],
    [
      'an address and its name',
      '239.1.1.1,TV 1\n239.1.1.2,TV 2',
      'group',
      ['group 239.1.1.1 = TV 1', 'group 239.1.1.2 = TV 2'],
    ],
    [
      'without being told what they are',
      '239.1.1.1,TV 1\n10.0.0.5,Box\n02:00:5e:10:00:01,Card\nvlan:20,Studio',
      null,
      ['group 239.1.1.1 = TV 1', 'host 10.0.0.5 = Box', 'host 02:00:5e:10:00:01 = Card', 'segment vlan:20 = Studio'],
    ],
    ['columns in any order', 'Name,Port,Address\nTV 1,1234,239.1.1.1', 'group', ['group 239.1.1.1 = TV 1']],
    ['Portuguese, with semicolons', 'Canal;Endereço multicast\nGlobo;239.1.1.1', null, ['group 239.1.1.1 = Globo']],
    [
      'Portuguese kinds',
      'tipo;endereço;em;nome\ngrupo;239.1.1.1;;Um\nsegmento;vlan:20;;Estúdio\ndispositivo;10.0.0.5;eth1/20;Caixa',
      null,
      ['group 239.1.1.1 = Um', 'segment vlan:20 = Estúdio', 'host 10.0.0.5 @ eth1/20 = Caixa'],
    ],
    ['tabs', 'group\tname\n239.1.1.1\tTV, one', null, ['group 239.1.1.1 = TV, one']],
    ['a mark of its encoding', '\ufeffgroup,name\n239.1.1.1,TV 1', null, ['group 239.1.1.1 = TV 1']],
    [
      'Windows line ends and empty lines',
      'group,name\r\n\r\n239.1.1.1,TV 1\r\n,\r\n',
      null,
      ['group 239.1.1.1 = TV 1'],
    ],
    ['quotes', 'group,name\n239.1.1.1,"TV ""One"", HD"', null, ['group 239.1.1.1 = TV "One", HD']],
    [
      'one quotation mark costs one line',
      'group,name\n239.1.1.1,"TV 1\n239.1.1.2,TV 2',
      null,
      ['group 239.1.1.2 = TV 2', '2: import-not-csv'],
    ],
    [
      'VLANs',
      'vlan,name\n20,Studio\n100.10,Customer',
      null,
      ['segment vlan:20 = Studio', 'segment vlan:100.10 = Customer'],
    ],
    [
      'a segment beside a group is where',
      'segment,group,name\neth1/20,239.1.1.1,TV 1',
      null,
      ['group 239.1.1.1 @ eth1/20 = TV 1'],
    ],
    [
      'a VLAN beside a host is where',
      'vlan,host,mac,name\n20,10.0.0.5,02:00:5e:10:00:01,Box\n20,,02:00:5e:10:00:02,Card',
      null,
      ['host 10.0.0.5 @ vlan:20 = Box', 'host 02:00:5e:10:00:02 @ vlan:20 = Card'],
    ],
    [
      'an export of this product',
      'segment,vlan,group,group_name,host,host_name\neth1/20,20,239.1.1.1,TV 1,10.0.0.5,',
      null,
      ['group 239.1.1.1 @ eth1/20 = TV 1'],
    ],
    [
      'with the port of the stream',
      'address,name\n239.1.1.1:1234,TV 1\nudp://@239.1.1.2:1234,TV 2',
      'group',
      ['group 239.1.1.1 = TV 1', 'group 239.1.1.2 = TV 2'],
    ],
    [
      'prefixes are written in one way',
      'group,name\n239.1.1.7/16,Range\nFF3E:0::/32,Six',
      null,
      ['group 239.1.0.0/16 = Range', 'group ff3e::/32 = Six'],
    ],
    [
      'MACs are written in one way',
      '02-00-5E-10-00-01,Card\n02:00:5E*,Maker',
      'host',
      ['host 02:00:5e:10:00:01 = Card', 'host 02:00:5e* = Maker'],
    ],
    ['segments', 'eth1/20,Studio\neth1/*,Core', 'segment', ['segment eth1/20 = Studio', 'segment eth1/* = Core']],
    [
      'formulas that were guarded',
      "group,name\n239.1.1.1,'=SUM(A1)\n239.1.1.2,'s-Hertogenbosch",
      null,
      ['group 239.1.1.1 = =SUM(A1)', "group 239.1.1.2 = 's-Hertogenbosch"],
    ],
    [
      'a host among the groups',
      '10.0.0.5,Box\n239.1.1.1,TV 1',
      'group',
      ['group 239.1.1.1 = TV 1', '1: name-no-group'],
    ],
    ['no name', 'group,name\n239.1.1.1,\n239.1.1.2', null, ['2: name-missing', '3: name-missing']],
    ['a name that is too long', `group,name\n239.1.1.1,${'x'.repeat(MAX_NAME_LENGTH + 1)}`, null, ['2: name-too-long']],
    [
      'a name with a line break',
      'group,name\n239.1.1.1,"TV\n1"\n239.1.1.2,TV 2',
      null,
      ['group 239.1.1.2 = TV 2', '2: name-not-plain'],
    ],
    ['a separator that Excel is told', 'sep=;\r\ngroup;name\r\n239.1.1.1;TV, one', null, ['group 239.1.1.1 = TV, one']],
    [
      'a name that nobody sees',
      'group,name\n239.1.1.1,\u3164\n239.1.1.2,\u2800\n239.1.1.3,\u200d\n239.1.1.4,a\u00ad',
      null,
      ['2: name-not-plain', '3: name-not-plain', '4: name-not-plain', '5: name-not-plain'],
    ],
    [
      'a name whose marks stand over other lines',
      `group,name\n239.1.1.1,e${'\u0301'.repeat(70)}`,
      null,
      ['2: name-not-plain'],
    ],
    [
      'emoji that are joined, and scripts with marks',
      'group,name\n239.1.1.1,👩‍👩‍👧 ❤️\n239.1.1.2,हिन्दी\n239.1.1.3,بِسْمِ',
      null,
      ['group 239.1.1.1 = 👩‍👩‍👧 ❤️', 'group 239.1.1.2 = हिन्दी', 'group 239.1.1.3 = بِسْمِ'],
    ],
    [
      'a line of many cells',
      `group,name\n${',x'.repeat(6_000)}\n239.1.1.1,TV 1`,
      null,
      ['group 239.1.1.1 = TV 1', '2: import-long-line'],
    ],
    [
      'a line of many cells, quoted',
      `group,name\n${',"x"'.repeat(6_000)}\n239.1.1.1,"TV 1"`,
      null,
      ['group 239.1.1.1 = TV 1', '2: import-long-line'],
    ],
    ['nothing but a line of many cells', ','.repeat(5_000_000), null, ['1: import-long-line']],
    ['a name that turns the direction', 'group,name\n239.1.1.1,TV \u202e1', null, ['2: name-not-plain']],
    [
      'two names for one subject',
      'group,name\n239.1.1.1,TV 1\n239.1.1.1,TV 2\n239.1.1.1,TV 1',
      null,
      ['group 239.1.1.1 = TV 1', '3: import-twice'],
    ],
    ['no column for the name', 'group,port\n239.1.1.1,1234', null, ['1: import-no-columns', '2: import-no-columns']],
    ['no column for what is named', 'name,title\nTV 1,x', null, ['1: import-no-columns', '2: import-no-columns']],
    ['nothing that is an address', 'TV 1,TV 2', null, ['1: import-no-columns']],
    ['a segment on a segment', 'kind,subject,on,name\nsegment,eth1/20,eth1/30,Studio', null, ['2: name-segment-on']],
    ['a kind that there is not', 'kind,subject,on,name\nchannel,239.1.1.1,,TV', null, ['2: name-no-kind']],
  ])('%s', (_case, file, kind, expected) => {
    expect(read(file, kind)).toEqual(expected)
  })

  it.each<[string, Uint8Array]>([
    ['Windows text', Uint8Array.from(Buffer.from('grupo;nome\n239.1.1.1;São Paulo', 'latin1'))],
    ['UTF-16 of Excel', Uint8Array.from([0xff, 0xfe, ...Buffer.from('grupo\tnome\n239.1.1.1\tSão Paulo', 'utf16le')])],
  ])('%s is decoded', (_case, file) => {
    expect(read(file)).toEqual(['group 239.1.1.1 = São Paulo'])
  })

  it.each<[string, Uint8Array, string]>([
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), 'import-not-text'],
    ['nothing', new Uint8Array(), 'import-empty'],
    ['nothing but lines', octets('\n \n'), 'import-empty'],
  ])('%s is refused in a sentence', (_case, file, code) => {
    expect(readNames(file, 'group').why?.code).toBe(code)
  })
})

describe('an M3U list', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'of VLC',
      '#EXTM3U\n#EXTINF:-1,TV 1\n#EXTVLCOPT:network-caching=300\nudp://@239.1.1.1:1234\n',
      ['group 239.1.1.1 = TV 1'],
    ],
    [
      'with attributes',
      '#EXTM3U url-tvg="x"\n#EXTINF:-1 tvg-id="a,b" tvg-name="One" group-title="News",TV, One\nrtp://239.1.1.1:5004',
      ['group 239.1.1.1 = TV, One'],
    ],
    ['with a name in its attributes alone', '#EXTINF:-1 tvg-name="One",\nrtp://239.1.1.1', ['group 239.1.1.1 = One']],
    [
      'of udpxy',
      '#EXTINF:0,TV 1\nhttp://10.0.0.1:4022/udp/239.1.1.1:1234/\n#EXTINF:0,TV 2\nhttp://proxy/x/rtp/239.1.1.2:1234?a=b',
      ['group 239.1.1.1 = TV 1', 'group 239.1.1.2 = TV 2'],
    ],
    ['igmp', '#EXTINF:0,TV 1\nigmp://239.1.1.1:1234', ['group 239.1.1.1 = TV 1']],
    ['IPv6', '#EXTINF:0,TV 6\nudp://@[ff3e::8000:1]:1234', ['group ff3e::8000:1 = TV 6']],
    ['source-specific', '#EXTINF:0,TV 1\nudp://10.0.0.1@232.1.1.1:1234', ['group 232.1.1.1 = TV 1']],
    ['Windows line ends', '#EXTM3U\r\n#EXTINF:0,TV 1\r\nudp://@239.1.1.1:1234\r\n', ['group 239.1.1.1 = TV 1']],
    [
      'a stream that is no multicast',
      '#EXTINF:0,Web\nhttps://example.org/live.m3u8\n#EXTINF:0,TV 1\nudp://@239.1.1.1:1',
      ['group 239.1.1.1 = TV 1', '2: import-no-stream'],
    ],
    ['a unicast stream', '#EXTINF:0,Web\nudp://@10.0.0.5:1234', ['2: import-no-stream']],
    ['an address without a title', '#EXTM3U\nudp://@239.1.1.1:1234', ['2: import-no-title']],
    [
      'a title counts once',
      '#EXTINF:0,TV 1\nudp://@239.1.1.1:1\nudp://@239.1.1.2:1',
      ['group 239.1.1.1 = TV 1', '3: import-no-title'],
    ],
    ['a title that is no name', `#EXTINF:0,${'x'.repeat(200)}\nudp://@239.1.1.1:1`, ['2: name-too-long']],
  ])('%s', (_case, file, expected) => {
    expect(read(file, 'group')).toEqual(expected)
  })
})

describe('what an import would do', () => {
  const book = new NameBook(['group 239.1.1.1 = One', 'group 239.1.1.2 = Two'].map(entry))

  it('is counted: new, changed, the same, refused', () => {
    const { report, entries } = plan('239.1.1.1,One\n239.1.1.2,Deux\n239.1.1.3,Three\n10.0.0.1,Box', 'group', book)
    expect(report).toMatchObject({ added: 1, changed: 1, same: 1, refusedInAll: 1 })
    expect(report.refused).toEqual([
      { line: 4, text: '10.0.0.1,Box', why: { code: 'name-no-group', values: { text: '10.0.0.1' } } },
    ])
    expect(entries.map(({ entry: { name } }) => name)).toEqual(['Deux', 'Three'])
    expect(report.sample.map(({ name }) => name)).toEqual(['One', 'Deux', 'Three'])
    expect(book.size).toBe(2)
  })

  it('shows the first of many refused lines, and counts all', () => {
    const { report, refused } = plan(
      Array.from({ length: 100 }, (_, i) => `10.0.0.${i},${'y'.repeat(300)}`).join('\n'),
      'group',
    )
    expect(report.refused).toHaveLength(MAX_REFUSED)
    expect(report.refusedInAll).toBe(100)
    expect(refused).toHaveLength(100)
    expect(report.refused[0]?.text).toHaveLength(200)
  })

  it('ends where the book is full', () => {
    const { lines } = readNames(octets('239.1.1.1,a\n239.1.1.2,b\n239.1.1.3,c\n239.1.1.4,d'), 'group')
    const { report } = planImport(book, lines ?? [], 3)
    expect(report).toMatchObject({ added: 1, changed: 2, refusedInAll: 1 })
    expect(report.refused[0]?.why).toEqual({ code: 'names-full', values: { limit: 3 } })
  })

  it('reads so many lines and no more', () => {
    const file = Array.from(
      { length: MAX_LINES + 5 },
      (_, i) => `239.${(i >> 14) & 63}.${(i >> 7) & 127}.${i & 127},TV`,
    ).join('\n')
    const { report } = plan(file, 'group')
    expect(report.added).toBe(MAX_NAMES)
    expect(plan(`239.1.1.1,a\n${'239.1.1.1,a\n'.repeat(MAX_LINES)}`, 'group').report.refused.at(-1)?.why.code).toBe(
      'import-too-long',
    )
  })

  it('empty lines take the place of none', () => {
    const spaced = Array.from({ length: MAX_LINES / 2 + 1 }, () => '239.1.1.1,a').join('\n\n')
    const { lines } = readNames(octets(spaced), 'group')
    expect(lines).toHaveLength(MAX_LINES / 2 + 1)
  })
})

describe('any octets', () => {
  it('are read without a fault, and every line counts once', () => {
    const pieces = fc.constantFrom(
      'group',
      'name',
      ',',
      ';',
      '"',
      '\n',
      '\r',
      '239.1.1.1',
      '#EXTINF:0,',
      'udp://@',
      ':',
      '/',
      '\t',
      "'",
      '=',
      'vlan',
      '*',
      ' ',
    )
    const text = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 60 })
      .map((parts) => octets(parts.join('')))
    fc.assert(
      fc.property(
        fc.oneof(text, fc.uint8Array({ maxLength: 200 })),
        fc.option(fc.constantFrom(...NAME_KINDS)),
        (file, kind) => {
          const { lines, why } = readNames(file, kind)
          if (why) return
          const { report, refused, entries } = planImport(new NameBook(), lines)
          expect(report.added + report.changed + report.same + refused.length).toBe(lines.length)
          for (const { entry: one } of entries) expect(checkEntry(one).checked?.entry).toEqual(one)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('that are names are read again as they were written', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    const subject = fc.oneof(
      fc.record({ kind: fc.constant('group'), subject: fc.ipV4().map((ip) => ip.replace(/^\d+/, '239')) }),
      fc.record({ kind: fc.constant('host'), subject: fc.ipV6() }),
      fc.record({ kind: fc.constant('segment'), subject: name }),
    )
    const one = fc
      .record({
        what: subject,
        on: fc.option(name),
        name: fc.oneof(
          name,
          name.map((text) => `'=${text}`),
          name.map((text) => `''-${text}`),
        ),
      })
      .map(
        ({ what, on, name: text }) =>
          checkEntry({ ...what, on: what.kind === 'segment' ? null : on, name: text }).checked?.entry,
      )
      .filter((made) => made !== undefined)
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (given) => {
        const book = new NameBook(given)
        const { entries, refused } = plan(writeNames(book.entries()))
        expect(refused).toEqual([])
        expect(new NameBook(entries.map((again) => again.entry)).entries()).toEqual(book.entries())
      }),
      { numRuns: 1_000 },
    )
  })
})
