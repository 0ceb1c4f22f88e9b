import { formatIPv4, formatMac, ipv4, mac } from '../../shared/address.ts'
import { vendorOf } from '../vendor.ts'
import type { Db, Statement } from './sqlite.ts'

/** Names that one reading remembers of each kind; when there are more all are forgotten and read again. */
const REMEMBERED = 200_000

export interface SegmentNames {
  source: string
  segment: string
  vlan: string
}
export interface GroupNames extends SegmentNames {
  group: string
  address: number
}
export interface HostNames extends SegmentNames {
  host: string
  mac: string | null
  vendor: string | null
  ip: number
  macNumber: number
}

/** The other way of intern.ts: numbers of the file to text. */
export class Names {
  readonly #group: Statement
  readonly #host: Statement
  readonly #list: Statement
  readonly #groups = new Map<number, GroupNames>()
  readonly #hosts = new Map<number, HostNames>()
  readonly #lists = new Map<number, readonly string[]>()

  constructor(db: Db) {
    const of = 'JOIN segment s ON s.id = x.segment JOIN source r ON r.id = s.source WHERE x.id = ?'
    const place = 'r.name AS source, s.name AS segment, s.vlans AS vlan'
    this.#group = db.prepare(`SELECT ${place}, x.address FROM segment_group x ${of}`)
    this.#host = db.prepare(`SELECT ${place}, x.ip, x.mac FROM host x ${of}`)
    this.#list = db.prepare('SELECT addresses FROM source_list WHERE id = ?').pluck()
  }

  group(id: number): GroupNames {
    return remembered(this.#groups, id, () => {
      const row = this.#group.get(id) as SegmentNames & { address: number }
      return { ...row, group: formatIPv4(ipv4(row.address)) }
    })
  }

  host(id: number): HostNames {
    return remembered(this.#hosts, id, () => {
      const row = this.#host.get(id) as SegmentNames & { ip: number; mac: number }
      const text = row.mac === -1 ? null : formatMac(mac(row.mac))
      const vendor = text === null ? null : vendorOf(text)
      return { ...row, host: formatIPv4(ipv4(row.ip)), mac: text, macNumber: row.mac, vendor }
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
