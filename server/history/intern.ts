import type { Db, Statement } from './sqlite.ts'

/** Hosts and groups that are remembered with their number; when it is full all are forgotten and read again. */
const REMEMBERED = 1_000_000

interface HostEntry {
  mac: number
  id: number
  next: HostEntry | null
}

/** Gives names their numbers, new ones on the way. */
export class Intern {
  readonly #findSegment: Statement
  readonly #addSegment: Statement
  readonly #findSource: Statement
  readonly #addSource: Statement
  readonly #findGroup: Statement
  readonly #addGroup: Statement
  readonly #findHost: Statement
  readonly #addHost: Statement
  readonly #findList: Statement
  readonly #addList: Statement
  readonly #groups = new Map<number, Map<number, number>>()
  readonly #hosts = new Map<number, Map<number, HostEntry>>()
  #remembered = 0

  constructor(db: Db) {
    this.#findSource = db.prepare('SELECT id FROM source WHERE name = ?').pluck()
    this.#addSource = db.prepare('INSERT INTO source (name) VALUES (?)')
    this.#findSegment = db.prepare('SELECT id FROM segment WHERE source = ? AND name = ?').pluck()
    this.#addSegment = db.prepare('INSERT INTO segment (source, name, vlans) VALUES (?, ?, ?)')
    this.#findGroup = db.prepare('SELECT id FROM segment_group WHERE segment = ? AND address = ?').pluck()
    this.#addGroup = db.prepare('INSERT INTO segment_group (segment, address) VALUES (?, ?)')
    this.#findHost = db.prepare('SELECT id FROM host WHERE segment = ? AND ip = ? AND mac = ?').pluck()
    this.#addHost = db.prepare('INSERT INTO host (segment, ip, mac) VALUES (?, ?, ?)')
    this.#findList = db.prepare('SELECT id FROM source_list WHERE addresses = ?').pluck()
    this.#addList = db.prepare('INSERT INTO source_list (addresses) VALUES (?)')
  }

  source(name: string): number {
    return numberOf(this.#findSource, this.#addSource, name)
  }

  segment(source: number, name: string, vlans: string): number {
    const known = this.#findSegment.get(source, name)
    return typeof known === 'number' ? known : Number(this.#addSegment.run(source, name, vlans).lastInsertRowid)
  }

  group(segment: number, address: number): number {
    let groups = this.#groups.get(segment)
    if (!groups) this.#groups.set(segment, (groups = new Map()))
    const known = groups.get(address)
    if (known !== undefined) return known
    const id = numberOf(this.#findGroup, this.#addGroup, segment, address)
    if (this.#remember()) groups.set(address, id)
    return id
  }

  host(segment: number, ip: number, mac: number): number {
    let hosts = this.#hosts.get(segment)
    if (!hosts) this.#hosts.set(segment, (hosts = new Map()))
    const first = hosts.get(ip) ?? null
    for (let entry = first; entry; entry = entry.next) if (entry.mac === mac) return entry.id
    const id = numberOf(this.#findHost, this.#addHost, segment, ip, mac)
    if (this.#remember()) hosts.set(ip, { mac, id, next: first })
    return id
  }

  /** null for the empty list. */
  list(addresses: readonly number[]): number | null {
    if (addresses.length === 0) return null
    const octets = Buffer.alloc(addresses.length * 4)
    addresses.forEach((address, i) => octets.writeInt32BE(address | 0, i * 4))
    return numberOf(this.#findList, this.#addList, octets)
  }

  /** After a transaction that was rolled back: numbers it gave are not in the file. */
  forget(): void {
    this.#groups.clear()
    this.#hosts.clear()
    this.#remembered = 0
  }

  #remember(): boolean {
    if (this.#remembered >= REMEMBERED) {
      this.forget()
      return false
    }
    this.#remembered += 1
    return true
  }
}

function numberOf(find: Statement, add: Statement, ...values: unknown[]): number {
  const known = find.get(...values)
  return typeof known === 'number' ? known : Number(add.run(...values).lastInsertRowid)
}
