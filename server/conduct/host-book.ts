import { isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import { DAY, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { MACS_OF_AN_ADDRESS } from '../membership/limits.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { Allowance, ConductRoom } from './allowance.ts'
import { HostNotes } from './host-notes.ts'
import type { SampleRows } from './sample-rows.ts'

/** The table remembers a host for a day after its last message; its notes are kept for one more. */
const REMEMBERED: DurationMs = 1 * DAY
/** Notes that are looked at each second to see whether they are old. */
const LOOKED_AT = 4

/** Stands at a host that found no room. */
const NO_NOTES = {}

/** Notes of the hosts of one segment, by address and MAC; at 0.0.0.0 by MAC alone (RFC 3376 s4.2.13). */
export class HostBook {
  readonly #table: SegmentTable
  readonly #allowance: Allowance
  readonly #byIp = new Map<Address, HostNotes>()
  readonly #byMac = new Map<number, HostNotes>()
  readonly #all: HostNotes[] = []
  readonly delays: SampleRows
  #hand = 0

  constructor(table: SegmentTable, { hosts, delays }: Pick<ConductRoom, 'hosts' | 'delays'>) {
    this.#table = table
    this.#allowance = hosts
    this.delays = delays
  }

  get size(): number {
    return this.#all.length
  }
  at(place: number): HostNotes | undefined {
    return this.#all[place]
  }

  find(ip: Address, mac: Mac | null): HostNotes | null {
    if (isUnspecified(ip)) return this.#byMac.get(mac ?? -1) ?? null
    let notes = this.#byIp.get(ip) ?? null
    while (notes && notes.mac !== mac) notes = notes.next
    return notes
  }

  /** The host was heard. null: there is no room to write down anything about it. */
  heard(ip: Address, mac: Mac | null): HostNotes | null {
    const host = this.#table.hosts.find(ip, mac)
    const known = host?.notes
    if (known instanceof HostNotes) return known
    // It found no room before, and there is none now.
    if (known && !this.#allowance.hasRoom) return null
    const notes = this.find(ip, mac) ?? (this.#hasRoomAt(ip) ? this.#add(ip, mac) : null)
    if (notes) notes.host = host
    if (host) host.notes = notes ?? NO_NOTES
    return notes
  }

  #hasRoomAt(ip: Address): boolean {
    if (isUnspecified(ip)) return true
    let macs = 0
    for (let notes = this.#byIp.get(ip) ?? null; notes && macs < MACS_OF_AN_ADDRESS; notes = notes.next) macs += 1
    return macs < MACS_OF_AN_ADDRESS
  }

  #add(ip: Address, mac: Mac | null): HostNotes | null {
    if (!this.#allowance.take()) return null
    const notes = new HostNotes(ip, mac, this.delays.take())
    notes.place = this.#all.push(notes) - 1
    if (isUnspecified(ip)) this.#byMac.set(mac ?? -1, notes)
    else {
      notes.next = this.#byIp.get(ip) ?? null
      this.#byIp.set(ip, notes)
    }
    return notes
  }

  /** A few notes a second: those of hosts that have been gone for long are struck out. */
  tick(at: EpochMs): void {
    for (let looked = Math.min(LOOKED_AT, this.#all.length); looked > 0; looked -= 1) {
      this.#hand = this.#hand === 0 ? this.#all.length - 1 : this.#hand - 1
      const notes = this.#all[this.#hand]
      if (!notes) continue
      if (notes.hostIn(this.#table)) notes.goneAt = null
      else if (notes.goneAt === null) notes.goneAt = at
      else if (at - notes.goneAt >= REMEMBERED) this.#strike(notes)
    }
  }

  #strike(notes: HostNotes): void {
    const last = this.#all.pop()
    if (last && last !== notes) {
      this.#all[notes.place] = last
      last.place = notes.place
    }
    notes.place = -1
    this.delays.release(notes.row)
    this.#allowance.giveBack()
    if (isUnspecified(notes.ip)) this.#byMac.delete(notes.mac ?? -1)
    else this.#unlink(notes)
  }

  #unlink(notes: HostNotes): void {
    const first = this.#byIp.get(notes.ip)
    if (first === notes) {
      if (notes.next) this.#byIp.set(notes.ip, notes.next)
      else this.#byIp.delete(notes.ip)
      return
    }
    let previous = first
    while (previous && previous.next !== notes) previous = previous.next ?? undefined
    if (previous) previous.next = notes.next
  }
}
