import type { Address, Family } from '../../../shared/address.ts'
import { ADDRESS_NUMBERS } from '../file/address-number.ts'
import type { Named, NamesInUse } from './names-in-use.ts'
import { packAddresses } from '../file/source-list.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Hosts, groups and IPv6 addresses that are remembered with their number; when it is full all are forgotten and read again. */
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
  readonly #findAddress: Statement
  readonly #addAddress: Statement
  readonly #findList: Statement
  readonly #addList: Statement
  readonly #groups = new Map<number, Map<Address, number>>()
  readonly #hosts = new Map<number, Map<Address, HostEntry>>()
  readonly #addresses = new Map<string, number>()
  readonly #most: number
  #remembered = 0
  /** While names that nothing refers to are looked for: those that are asked for. */
  inUse: NamesInUse | null = null

  /** `most`: how many are remembered. */
  constructor(db: Db, most = REMEMBERED) {
    this.#most = most
    this.#findSource = db.prepare('SELECT id FROM source WHERE name = ?').pluck()
    this.#addSource = db.prepare('INSERT INTO source (name) VALUES (?)')
    this.#findSegment = db.prepare('SELECT id FROM segment WHERE source = ? AND family = ? AND name = ?').pluck()
    this.#addSegment = db.prepare('INSERT INTO segment (source, family, name, vlans) VALUES (?, ?, ?, ?)')
    this.#findGroup = db.prepare('SELECT id FROM segment_group WHERE segment = ? AND address = ?').pluck()
    this.#addGroup = db.prepare('INSERT INTO segment_group (segment, address) VALUES (?, ?)')
    this.#findHost = db.prepare('SELECT id FROM host WHERE segment = ? AND ip = ? AND mac = ?').pluck()
    this.#addHost = db.prepare('INSERT INTO host (segment, ip, mac) VALUES (?, ?, ?)')
    this.#findAddress = db.prepare('SELECT id FROM ipv6 WHERE address = ?').pluck()
    this.#addAddress = db.prepare('INSERT INTO ipv6 (address) VALUES (?)')
    this.#findList = db.prepare('SELECT id FROM source_list WHERE addresses = ?').pluck()
    this.#addList = db.prepare('INSERT INTO source_list (addresses) VALUES (?)')
  }

  source(name: string): number {
    return numberOf(this.#findSource, this.#addSource, name)
  }

  segment(source: number, { family, name, vlans }: { family: Family; name: string; vlans: string }): number {
    const known = this.#findSegment.get(source, family, name)
    return typeof known === 'number' ? known : Number(this.#addSegment.run(source, family, name, vlans).lastInsertRowid)
  }

  group(segment: number, address: Address): number {
    let groups = this.#groups.get(segment)
    if (!groups) this.#groups.set(segment, (groups = new Map()))
    const known = groups.get(address)
    if (known !== undefined) return this.#used('segment_group', known)
    const id = this.#used('segment_group', numberOf(this.#findGroup, this.#addGroup, segment, this.#address(address)))
    if (this.#remember()) groups.set(address, id)
    return id
  }

  host(segment: number, ip: Address, mac: number): number {
    let hosts = this.#hosts.get(segment)
    if (!hosts) this.#hosts.set(segment, (hosts = new Map()))
    const first = hosts.get(ip) ?? null
    for (let entry = first; entry; entry = entry.next) if (entry.mac === mac) return this.#used('host', entry.id)
    const id = this.#used('host', numberOf(this.#findHost, this.#addHost, segment, this.#address(ip), mac))
    if (this.#remember()) hosts.set(ip, { mac, id, next: first })
    return id
  }

  /** null for the empty list. All are of one family. */
  list(addresses: readonly Address[]): number | null {
    if (addresses.length === 0) return null
    return this.#used('source_list', numberOf(this.#findList, this.#addList, packAddresses(addresses)))
  }

  /** After a transaction that was rolled back: numbers it gave are not in the file. */
  forget(): void {
    this.#groups.clear()
    this.#hosts.clear()
    this.#addresses.clear()
    this.#remembered = 0
  }

  /** The number that stands for an address in the file. */
  #address(address: Address): number {
    if (typeof address === 'number') return address
    const known = this.#addresses.get(address)
    if (known !== undefined) return ADDRESS_NUMBERS + this.#used('ipv6', known - ADDRESS_NUMBERS)
    const number = ADDRESS_NUMBERS + this.#used('ipv6', numberOf(this.#findAddress, this.#addAddress, address))
    if (this.#remember()) this.#addresses.set(address, number)
    return number
  }

  #used(table: Named, id: number): number {
    this.inUse?.use(table, id)
    return id
  }

  #remember(): boolean {
    if (this.#remembered >= this.#most) {
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
