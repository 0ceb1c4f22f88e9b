import { formatAddress, isMulticast } from '../../shared/address.ts'
import type { NameKind } from '../../shared/names.ts'
import { notice } from '../../shared/notice.ts'
import type { WrittenEntry } from './entry.ts'
import { groupOfStream } from './m3u.ts'
import { parsePrefix } from './prefix.ts'
import { readSubject } from './subject.ts'
import type { WrittenLine } from './written.ts'

/** A row of a table; `line` where it begins, `text` as it was written. */
export interface TableRow {
  readonly line: number
  readonly text: string
  readonly cells: readonly string[]
}

type Column = 'kind' | 'subject' | 'group' | 'host' | 'mac' | 'segment' | 'vlan' | 'on' | 'name'

/** What people write over a column, in English and Portuguese, without accents, spaces and signs. */
const WORDS: Readonly<Record<Column, readonly string[]>> = {
  kind: ['kind', 'type', 'tipo'],
  subject: ['subject', 'address', 'addr', 'ip', 'ipaddress', 'endereco', 'enderecoip', 'prefix', 'prefixo', 'objeto'],
  group: ['group', 'grupo', 'multicast', 'multicastgroup', 'grupomulticast', 'multicastaddress', 'enderecomulticast'],
  host: ['host', 'device', 'dispositivo', 'equipamento'],
  mac: ['mac', 'macaddress', 'enderecomac'],
  segment: ['segment', 'segmento'],
  vlan: ['vlan', 'vlanid'],
  on: ['on', 'em', 'where', 'onde'],
  name: [
    ...['name', 'nome', 'title', 'titulo', 'label', 'rotulo', 'channel', 'canal', 'description', 'descricao'],
    ...['groupname', 'hostname', 'segmentname', 'channelname', 'nomedogrupo', 'nomedohost', 'nomedosegmento'],
    ...['nomedocanal', 'nomedodispositivo'],
  ],
}
const KIND_WORDS: Readonly<Record<string, NameKind>> = {
  group: 'group',
  grupo: 'group',
  host: 'host',
  dispositivo: 'host',
  segment: 'segment',
  segmento: 'segment',
}

/** What may be named by a column of its own, and what kind it is of. The first that has something in it counts. */
const SUBJECTS: readonly (readonly [Column, NameKind | null])[] = [
  ['subject', null],
  ['group', 'group'],
  ['host', 'host'],
  ['mac', 'host'],
  ['segment', 'segment'],
  ['vlan', 'segment'],
]

type Columns = ReadonlyMap<Column, number>

/**
 * A table of names: columns in any order under a header, or without one an address and its name. `kind`: of lines that do
 * not say theirs; null: what the subject looks like.
 */
export function linesOfTable(rows: readonly TableRow[], kind: NameKind | null): WrittenLine[] {
  const [first] = rows
  if (!first) return []
  const headed = headerOf(first)
  if (headed && !headed.has('name')) return rows.map((row) => unusable(row, 'name'))
  if (headed && !SUBJECTS.some(([column]) => headed.has(column))) return rows.map((row) => unusable(row, 'subject'))
  const columns = headed ?? headless(first, kind)
  if (!columns) return rows.map((row) => unusable(row, 'name'))
  return (headed ? rows.slice(1) : rows).map((row) => ({
    line: row.line,
    text: row.text,
    entry: entryOf(row, columns, kind),
    why: null,
  }))
}

const unusable = ({ line, text }: TableRow, what: string): WrittenLine => ({
  line,
  text,
  entry: null,
  why: notice('import-no-columns', { what }),
})

const plainWord = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** null when the row is no header: it has no word for a name or a subject, or one of its cells is an address. */
function headerOf({ cells }: TableRow): Columns | null {
  const columns = new Map<Column, number>()
  cells.forEach((cell, i) => {
    const word = plainWord(cell)
    for (const [column, words] of Object.entries(WORDS) as [Column, readonly string[]][]) {
      if (words.includes(word) && !columns.has(column)) columns.set(column, i)
    }
  })
  return columns.size >= Math.min(2, cells.length) && columns.size > 0 ? columns : null
}

function headless({ cells }: TableRow, kind: NameKind | null): Columns | null {
  const [subject = '', name] = cells
  if (name === undefined) return null
  if (cells.length >= 4 && KIND_WORDS[plainWord(subject)] !== undefined) {
    return new Map<Column, number>([
      ['kind', 0],
      ['subject', 1],
      ['on', 2],
      ['name', 3],
    ])
  }
  if (kind === null && looksLike(subject) === null) return null
  return new Map<Column, number>([
    ['subject', 0],
    ['name', 1],
  ])
}

function entryOf({ cells }: TableRow, columns: Columns, kind: NameKind | null): WrittenEntry {
  const cell = (column: Column): string => unguarded(cells[columns.get(column) ?? -1]?.trim() ?? '')
  const found = SUBJECTS.find(([column]) => cell(column) !== '')
  const [column, implied] = found ?? ['subject', null]
  const subject = column === 'vlan' ? `vlan:${cell('vlan')}` : withoutPort(cell(column))
  const written = cell('kind')
  const own = KIND_WORDS[plainWord(written)] ?? written
  const kindOf = own !== '' ? own : (implied ?? kind ?? looksLike(subject) ?? 'segment')
  return { kind: kindOf, subject, on: kindOf === 'segment' ? cell('on') : placeOf(cell), name: cell('name') }
}

/** Lists of channels have the port of the stream too. */
function withoutPort(text: string): string {
  const group = groupOfStream(text)
  return group === null ? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1') : formatAddress(group)
}

function placeOf(cell: (column: Column) => string): string {
  if (cell('on') !== '') return cell('on')
  if (cell('segment') !== '') return cell('segment')
  return cell('vlan') === '' ? '' : `vlan:${cell('vlan')}`
}

/** What an address is without being told. */
function looksLike(text: string): NameKind | null {
  const prefix = parsePrefix(text)
  if (prefix) return isMulticast(prefix.base) ? 'group' : 'host'
  if (readSubject('host', text).why === null) return 'host'
  return /^vlan:/i.test(text) ? 'segment' : null
}

/** Exports put an apostrophe before what a spreadsheet would take for a formula. */
const GUARDED = /^'(?='*[=+\-@\uff1d\uff0b\uff0d\uff20])/
const unguarded = (cell: string): string => cell.replace(GUARDED, '')
/** A cell that would lose an apostrophe of its own gets one more. */
export const guarded = (cell: string): string => (GUARDED.test(cell) ? `'${cell}` : cell)
