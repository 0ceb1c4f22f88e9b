import { ipv4, mac, type Address, type IPv6 } from '../../../shared/address.ts'
import type { HostKey } from '../../membership/event.ts'
import { ADDRESS_NUMBERS } from '../file/address-number.ts'
import { addressesOf } from '../file/source-list.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import type { Work } from '../../views/work.ts'

const LEARNT_AT_A_TIME = 1_000

/** What the numbers of the file stand for, for a look at all memberships of a moment: no names, and no text. */
export class Addresses {
  readonly #group: Statement
  readonly #host: Statement
  readonly #some: Statement
  readonly #list: Statement
  readonly #address: Statement
  readonly #groups = new Map<number, { segment: number; address: Address }>()
  readonly #hosts = new Map<number, { segment: number; key: HostKey }>()
  readonly #lists = new Map<number, readonly Address[]>()

  constructor(db: Db) {
    this.#group = db.prepare('SELECT segment, address FROM segment_group WHERE id = ?').raw()
    this.#host = db.prepare('SELECT segment, ip, mac FROM host WHERE id = ?').raw()
    this.#some = db.prepare('SELECT id, segment, ip, mac FROM host WHERE id IN (SELECT value FROM json_each(?))').raw()
    this.#list = db.prepare('SELECT addresses FROM source_list WHERE id = ?').pluck()
    this.#address = db.prepare('SELECT address FROM ipv6 WHERE id = ?').pluck()
  }

  group(id: number): { segment: number; address: Address } | null {
    const known = this.#groups.get(id)
    if (known) return known
    const row = this.#group.get(id) as [number, number] | undefined
    if (!row) return null
    const group = { segment: row[0], address: this.address(row[1]) }
    this.#groups.set(id, group)
    return group
  }

  /** Many at once, which costs a third of asking for each. */
  *learnHosts(ids: Iterable<number>): Work<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#hosts.has(id))
    for (let i = 0; i < unknown.length; i += LEARNT_AT_A_TIME) {
      const rows = this.#some.all(JSON.stringify(unknown.slice(i, i + LEARNT_AT_A_TIME)))
      for (const [id, ...row] of rows as [number, number, number, number][]) this.#remember(id, row)
      yield
    }
  }

  /** Of many memberships it is one object. */
  host(id: number): { segment: number; key: HostKey } | null {
    const known = this.#hosts.get(id)
    if (known) return known
    const row = this.#host.get(id) as [number, number, number] | undefined
    return row ? this.#remember(id, row) : null
  }

  #remember(id: number, [segment, ip, card]: [number, number, number]): { segment: number; key: HostKey } {
    const host = { segment, key: { ip: this.address(ip), mac: card === -1 ? null : mac(card) } }
    this.#hosts.set(id, host)
    return host
  }

  list(id: number | null): readonly Address[] {
    if (id === null) return NONE
    let list = this.#lists.get(id)
    if (!list) {
      const octets = this.#list.get(id) as Buffer | undefined
      this.#lists.set(id, (list = octets ? addressesOf(octets) : NONE))
    }
    return list
  }

  address(number: number): Address {
    return number < ADDRESS_NUMBERS ? ipv4(number) : (this.#address.get(number - ADDRESS_NUMBERS) as IPv6)
  }
}

const NONE: readonly Address[] = []
