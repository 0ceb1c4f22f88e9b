import type { EventName } from '../../../shared/export.ts'
import { SEVERITIES } from '../../../shared/finding.ts'
import { wireVersion, type FilterMode, type IgmpVersion } from '../../../shared/igmp.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { RawEvent } from './event-pages.ts'
import { timeOf } from '../file/key.ts'
import type { Names, SegmentNames } from '../file/names.ts'
import type { Moving } from '../file/reading.ts'
import type { EventRow } from '../file/row.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { readWhat, slipOf, type What } from '../file/what.ts'

/** What an event of the kind gap, or of a finding, has besides. */
interface Gap {
  source: string
  sourceId: number
  until: EpochMs | null
  why: string
  lost: number
}
interface Found {
  source: string
  sourceId: number
  segment: number | null
  code: string
  severity: number
}
const GAP = `SELECT r.name AS source, r.id AS sourceId, g.until, g.why, g.lost
  FROM gap g JOIN source r ON r.id = g.source WHERE g.id = ?`
const FOUND = `SELECT r.name AS source, r.id AS sourceId, f.segment, f.code, e.severity
  FROM finding_event e JOIN finding f ON f.id = e.finding JOIN source r ON r.id = f.source WHERE e.id = ?`

/**
 * A row of the table `event` as a row of a file. One is moved from row to row, since a file has millions of them, and what
 * nobody asks for is not looked up.
 */
export class EventCursor implements EventRow, Moving<EventRow> {
  readonly #names: Names
  readonly #gap: Statement
  readonly #found: Statement
  #said: What = readWhat(0)
  #list: number | null = null
  #place: SegmentNames | null = null
  #gapOf: Gap | null = null
  #foundOf: Found | null = null
  at: EpochMs = 0
  sequence = 0
  event: EventName = 'joined'
  groupId: number | null = null
  hostId: number | null = null
  formId: number | null = null

  constructor(db: Db, names: Names) {
    this.#names = names
    this.#gap = db.prepare(GAP)
    this.#found = db.prepare(FOUND)
  }

  /** Moves it there; false: it is no event for a reader. */
  move([id, what, group, host, sources]: RawEvent): boolean {
    const said = readWhat(what)
    const { kind } = said
    if (kind === 'stopped') return false
    this.at = timeOf(id, slipOf(what))
    this.sequence = id
    this.event = kind
    this.groupId = group
    this.hostId = host
    this.#said = said
    this.#list = sources
    this.#gapOf = null
    this.#foundOf = null
    this.#place = null
    if (kind === 'gap') this.#gapOf = (this.#gap.get(id) as Gap | undefined) ?? null
    else if (kind.startsWith('finding-')) this.#lookUp(id)
    else if (group !== null) this.#place = this.#names.group(group).place
    else if (host !== null) this.#place = this.#names.host(host).place
    this.formId = this.#formOf(what)
    return true
  }

  /** The number of its source; null: nobody knows. */
  get sourceId(): number | null {
    return this.#place?.sourceId ?? this.#foundOf?.sourceId ?? this.#gapOf?.sourceId ?? null
  }
  get source(): string {
    return this.#place?.source ?? this.#foundOf?.source ?? this.#gapOf?.source ?? ''
  }
  get segment(): string {
    return this.#place?.segment ?? this.source
  }
  get family(): EventRow['family'] {
    return this.#place?.family ?? null
  }
  get vlan(): string {
    return this.#place?.vlan ?? ''
  }
  get segmentName(): string | null {
    return this.#place?.called ?? null
  }
  get group(): string | null {
    return this.groupId === null ? null : this.#names.group(this.groupId).group
  }
  get groupName(): string | null {
    return this.groupId === null ? null : this.#names.group(this.groupId).called
  }
  get host(): string | null {
    return this.hostId === null ? null : this.#names.host(this.hostId).host
  }
  get hostName(): string | null {
    return this.hostId === null ? null : this.#names.host(this.hostId).called
  }
  get mac(): string | null {
    return this.hostId === null ? null : this.#names.host(this.hostId).mac
  }
  get vendor(): string | null {
    return this.hostId === null ? null : this.#names.host(this.hostId).vendor
  }
  get version(): IgmpVersion | null {
    if (this.hostId === null || this.#foundOf || !this.#place) return null
    return wireVersion(this.#place.family, this.#said.version)
  }
  get mode(): FilterMode | null {
    return this.groupId === null || this.#foundOf ? null : this.#said.mode
  }
  get sources(): readonly string[] {
    return this.#foundOf ? NOTHING : this.#names.list(this.#list)
  }
  /** Of a finding its code and how bad it was, of a gap why and until when. */
  get reason(): string | null {
    if (this.#gapOf) return gapText(this.#gapOf)
    if (this.#foundOf) return `${this.#foundOf.code} ${SEVERITIES[this.#foundOf.severity] ?? ''}`
    const { reason } = this.#said
    return reason === 'none' ? null : reason
  }

  /** As it is now, to be kept. */
  row(): EventRow {
    const { at, sequence, event, source, segment, family, vlan, segmentName, group, groupName, groupId, formId } = this
    const { host, hostName, hostId, mac, vendor, version, mode, sources, reason } = this
    const where = { source, segment, family, vlan, segmentName, group, groupName, groupId, formId }
    return { at, sequence, event, ...where, host, hostName, hostId, mac, vendor, version, mode, sources, reason }
  }

  /** What it says of version, mode and reason. */
  #formOf(what: number): number | null {
    if (this.#list !== null || this.#gapOf || this.#foundOf) return null
    const family = this.#place?.family === 'ipv4' ? 0 : WIDE
    return (what % SLIP) + family + (this.hostId === null ? HOSTLESS : 0) + (this.groupId === null ? GROUPLESS : 0)
  }

  #lookUp(id: number): void {
    this.#foundOf = (this.#found.get(id) as Found | undefined) ?? null
    const segment = this.#foundOf?.segment ?? null
    if (segment !== null) this.#place = this.#names.segment(segment)
  }
}

/** Beyond the sixteen bits of `what` (what.ts). */
const SLIP = 0x10000
const WIDE = SLIP
const HOSTLESS = 2 * SLIP
const GROUPLESS = 4 * SLIP
const NOTHING: readonly string[] = []

function gapText({ until, why, lost }: Gap): string {
  const end = until === null ? '' : ` until ${new Date(until).toISOString()}`
  return why + end + (lost > 0 ? `, ${lost} changes lost` : '')
}
