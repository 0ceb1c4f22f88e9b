import { formatIPv4, formatMac, ipv4, mac } from '../../shared/address.ts'
import { vendorOf } from '../vendor.ts'
import type { Db, Statement } from './sqlite.ts'

/**
 * Names that one reading remembers of each kind; when there are more all are forgotten and read again. More costs more
 * in garbage than the reading again does.
 */
const REMEMBERED = 20_000

interface SegmentNames {
  source: string
  segment: string
  vlan: string
}
interface GroupNames {
  place: SegmentNames
  group: string
  address: number
}
interface HostNames {
  place: SegmentNames
  host: string
  mac: string | null
  vendor: string | null
  ip: number
  macNumber: number
}

/** The other way of intern.ts: numbers of the file to text. */
export class Names {
  readonly #segment: Statement
  readonly #group: Statement
  readonly #host: Statement
  readonly #list: Statement
  readonly #segments = new Map<number, SegmentNames>()
  readonly #groups = new Map<number, GroupNames>()
  readonly #hosts = new Map<number, HostNames>()
  readonly #lists = new Map<number, readonly string[]>()

  constructor(db: Db) {
    this.#segment = db.prepare(`
      SELECT r.name AS source, s.name AS segment, s.vlans AS vlan
      FROM segment s JOIN source r ON r.id = s.source WHERE s.id = ?`)
    this.#group = db.prepare('SELECT segment, address FROM segment_group WHERE id = ?').raw()
    this.#host = db.prepare('SELECT segment, ip, mac FROM host WHERE id = ?').raw()
    this.#list = db.prepare('SELECT addresses FROM source_list WHERE id = ?').pluck()
  }

  segment(id: number): SegmentNames {
    return remembered(this.#segments, id, () => this.#segment.get(id) as SegmentNames)
  }

  group(id: number): GroupNames {
    return remembered(this.#groups, id, () => {
      const [segment, address] = this.#group.get(id) as [number, number]
      return { place: this.segment(segment), group: formatIPv4(ipv4(address)), address }
    })
  }

  host(id: number): HostNames {
    return remembered(this.#hosts, id, () => {
      const [segment, ip, macNumber] = this.#host.get(id) as [number, number, number]
      const text = macNumber === -1 ? null : formatMac(mac(macNumber))
      const vendor = text === null ? null : vendorOf(text)
      return { place: this.segment(segment), host: formatIPv4(ipv4(ip)), mac: text, vendor, ip, macNumber }
    })
  }

  list(id: number | null): readonly string[] {
    if (id === null) return NOTHING
    return remembered(this.#lists, id, () => {
      const octets = this.#list.get(id) as Buffer
      return Array.from({ length: octets.length / 4 }, (_, i) => formatIPv4(ipv4(octets.readInt32BE(i * 4))))
    })
  }
}

const NOTHING: readonly string[] = []

function remembered<Value>(known: Map<number, Value>, id: number, read: () => Value): Value {
  const value = known.get(id)
  if (value !== undefined) return value
  if (known.size >= REMEMBERED) known.clear()
  const fresh = read()
  known.set(id, fresh)
  return fresh
}
