import type { NameEntry, NameKind } from '../../shared/names.ts'

/* What things are called on the demo network. Some have no name, as everywhere. */

const CHANNELS = [
  ...['TV Main', 'TV News 24', 'TV Sport 1', 'TV Two', 'TV Films', 'TV Series', 'TV Sport 2', 'TV Kids'],
  ...['TV Regional North', 'TV Regional South', 'TV Documentary', 'TV Music', 'TV Culture', 'TV Nature', 'TV Cooking'],
  ...['TV Travel', 'TV Comedy', 'TV Classics', 'TV Sport 3', 'TV Parliament', 'TV Weather', 'TV Shopping'],
  ...['TV Business', 'TV Science', 'Radio One', 'Radio Two', 'Radio Classic', 'Radio Jazz'],
]
const FEEDS = [
  ...['Camera 1', 'Camera 2', 'Camera 3', 'Camera 4', 'Crane', 'Presenter audio', 'Audience audio'],
  ...['Graphics', 'Playout A', 'Playout B', 'Programme'],
]
const HOTEL = ['Hotel Info', 'Hotel News', 'Hotel Sport', 'Hotel Films 1', 'Hotel Films 2', 'Hotel Kids', 'Hotel Music']
const ROOMS = [
  'Room 101',
  'Room 102',
  'Room 103',
  'Room 104',
  'Room 201',
  'Room 202',
  'Room 203',
  'Bar',
  'Gym',
  'Lobby',
]

const entry = (kind: NameKind, subject: string, name: string): NameEntry => ({ kind, subject, on: null, name })
/** Each on an address that ends in its number, counted from `first`. */
const numbered = (
  kind: NameKind,
  names: readonly string[],
  first: number,
  subject: (n: number) => string,
): NameEntry[] => names.map((name, i) => entry(kind, subject(first + i), name))
const counted = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name} ${i + 1}`)

export const DEMO_NAMES: readonly NameEntry[] = [
  entry('segment', 'vlan:10', 'IPTV'),
  entry('segment', 'vlan:20', 'Studio'),
  entry('segment', 'vlan:30', 'Campus'),
  entry('segment', 'vlan:40', 'Hotel'),
  entry('segment', 'vlan:50', 'Library'),
  ...numbered('group', CHANNELS, 1, (n) => `239.10.0.${n}`),
  ...numbered('group', FEEDS, 1, (n) => `232.20.0.${n}`),
  ...numbered('group', counted('Lecture Hall', 6), 1, (n) => `239.30.0.${n}`),
  ...numbered('group', HOTEL, 1, (n) => `239.40.0.${n}`),
  ...numbered('group', counted('Recorded lecture', 6), 1, (n) => `ff0e::ef32:${n}`),
  ...numbered('host', counted('Box', 30), 20, (n) => `10.0.10.${n}`),
  entry('host', '10.0.10.0/24', 'Set-top box'),
  ...numbered('host', counted('Receiver', 12), 20, (n) => `10.0.20.${n}`),
  entry('host', '10.0.30.15', 'Printer, ground floor'),
  entry('host', '10.0.30.1', 'Campus core A'),
  entry('host', '10.0.30.2', 'Campus core B'),
  ...numbered('host', ROOMS, 20, (n) => `10.0.40.${n}`),
  entry('host', '10.0.10.1', 'IPTV router'),
  entry('host', '10.0.20.1', 'Studio router'),
  entry('host', '10.0.40.1', 'Hotel router'),
  ...numbered('host', counted('Reading desk', 8), 20, (n) => `fe80::a00:32${n.toString(16)}`),
]
