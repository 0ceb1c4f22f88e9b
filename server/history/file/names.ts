import { formatAddress, formatMac, ipv4, mac, type Address, type Family, type IPv6 } from '../../../shared/address.ts'
import { NO_NAMES, type NamedSegment, type Names as Given } from '../../names/names.ts'
import { vendorOf } from '../../vendor.ts'
import { ADDRESS_NUMBERS } from './address-number.ts'
import { readAddresses } from './source-list.ts'
import type { Db, Statement } from './sqlite.ts'

/**
 * Names that one reading remembers of each kind; when there are more all are forgotten and read again. More costs more
 * in garbage than the reading again does.
 */
const REMEMBERED = 20_000

export interface SegmentNames {
  id: number
  source: string
  sourceId: number
  segment: string
  family: Family
  vlan: string
  /** What people call it; null: nothing. The same of groups and hosts. */
  called: string | null
}
interface GroupNames {
  place: SegmentNames
  group: string
  address: Address
  called: string | null
}
interface HostNames {
  place: SegmentNames
  host: string
  mac: string | null
  vendor: string | null
  ip: Address
  macNumber: number
  called: string | null
}

/** The other way of intern.ts: numbers of the file to text; `given`: what that is called today. */
export class Names {
  readonly #segment: Statement
  readonly #group: Statement
  readonly #host: Statement
  readonly #list: Statement
  readonly #address: Statement
  readonly #segments = new Map<number, SegmentNames>()
  readonly #groups = new Map<number, GroupNames>()
  readonly #hosts = new Map<number, HostNames>()
  readonly #addresses = new Map<number, Address>()
  readonly #lists = new Map<number, readonly string[]>()
  readonly #given: Given

  constructor(db: Db, given: Given = NO_NAMES) {
    this.#given = given
    this.#segment = db.prepare(`
      SELECT s.id, r.name AS source, r.id AS sourceId, s.name AS segment, s.family, s.vlans AS vlan
      FROM segment s JOIN source r ON r.id = s.source WHERE s.id = ?`)
    this.#group = db.prepare('SELECT segment, address FROM segment_group WHERE id = ?').raw()
    this.#host = db.prepare('SELECT segment, ip, mac FROM host WHERE id = ?').raw()
    this.#address = db.prepare('SELECT address FROM ipv6 WHERE id = ?').pluck()
    this.#list = db.prepare('SELECT addresses FROM source_list WHERE id = ?').pluck()
  }

  segment(id: number): SegmentNames {
    return remembered(this.#segments, id, () => {
      const place = this.#segment.get(id) as Omit<SegmentNames, 'called'>
      return { ...place, called: this.#given.segment(asked(place)) }
    })
  }

  group(id: number): GroupNames {
    return remembered(this.#groups, id, () => {
      const [segment, number] = this.#group.get(id) as [number, number]
      const address = this.address(number)
      const place = this.segment(segment)
      const called = this.#given.group(address, asked(place))?.text ?? null
      return { place, group: formatAddress(address), address, called }
    })
  }

  host(id: number): HostNames {
    return remembered(this.#hosts, id, () => {
      const [segment, number, macNumber] = this.#host.get(id) as [number, number, number]
      const ip = this.address(number)
      const text = macNumber === -1 ? null : formatMac(mac(macNumber))
      const vendor = text === null ? null : vendorOf(text)
      const place = this.segment(segment)
      const card = macNumber === -1 ? null : mac(macNumber)
      const called = this.#given.knownHost({ ip, mac: card }, asked(place))?.text ?? null
      return { place, host: formatAddress(ip), mac: text, vendor, ip, macNumber, called }
    })
  }

  /** What a table knows a host by, without its names. */
  hostKey(id: number): { ip: Address; mac: number } {
    const known = this.#hosts.get(id)
    if (known) return { ip: known.ip, mac: known.macNumber }
    const [, number, macNumber] = this.#host.get(id) as [number, number, number]
    return { ip: this.address(number), mac: macNumber }
  }

  list(id: number | null): readonly string[] {
    if (id === null) return NOTHING
    return remembered(this.#lists, id, () => readAddresses(this.#list.get(id) as Buffer))
  }

  /** Of a number of the file. */
  address(number: number): Address {
    if (number < ADDRESS_NUMBERS) return ipv4(number)
    return remembered(this.#addresses, number, () => this.#address.get(number - ADDRESS_NUMBERS) as IPv6)
  }
}

const asked = ({ segment, vlan }: Pick<SegmentNames, 'segment' | 'vlan'>): NamedSegment => ({
  name: segment,
  vlans: vlan === '' ? [] : vlan.split('.').map(Number),
})

const NOTHING: readonly string[] = []

function remembered<Value>(known: Map<number, Value>, id: number, read: () => Value): Value {
  const value = known.get(id)
  if (value !== undefined) return value
  if (known.size >= REMEMBERED) known.clear()
  const fresh = read()
  known.set(id, fresh)
  return fresh
}
