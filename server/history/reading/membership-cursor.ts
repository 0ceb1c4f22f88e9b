import type { EndReason } from '../../../shared/export.ts'
import type { FilterMode, IgmpVersion } from '../../../shared/igmp.ts'
import type { MemberState } from '../../../shared/membership.ts'
import type { DurationMs, EpochMs } from '../../../shared/time.ts'
import type { RawEvent } from './event-pages.ts'
import { timeOf } from '../file/key.ts'
import type { KnownEnd } from '../file/known-end.ts'
import type { Names, SegmentNames } from '../file/names.ts'
import type { Ended } from '../intervals/open-intervals.ts'
import type { Pin } from '../file/pin.ts'
import type { Moving } from '../file/reading.ts'
import type { MembershipRow } from '../file/row.ts'
import { readWhat, slipOf, versionList, type What } from '../file/what.ts'

/** An interval that lasts, or did. `ended`: what its end told of it since; null: the monitor is asked. */
export interface LastingInterval {
  began: EpochMs
  group: number
  host: number
  what: number
  sources: number | null
  /** Of the membership, before this interval. */
  reportsBefore: number
  /** null in it: its end did not know either. */
  ended: { lastReportAt: EpochMs | null; reports: number | null } | null
}

/** An interval as a row of a file; one is moved from row to row, and what nobody asks for is not looked up. */
export class MembershipCursor implements MembershipRow, Moving<MembershipRow> {
  readonly #names: Names
  readonly #isKnown: KnownEnd
  #place: SegmentNames
  #versions = 0
  #list: number | null = null
  groupId = 0
  hostId = 0
  firstJoinAt: EpochMs = 0
  lastReportAt: EpochMs | null = null
  endedAt: EpochMs | null = null
  endReason: EndReason = 'still-member'
  duration: DurationMs = 0
  reports: number | null = null
  mode: FilterMode = 'INCLUDE'
  formId: number | null = null
  confidence: MemberState = 'confirmed'

  constructor(names: Names, isKnown: KnownEnd) {
    this.#names = names
    this.#isKnown = isKnown
    this.#place = NOWHERE
  }

  /** To an interval that ended; false: the event ends none. */
  moveToEnded([id, bits, group, host, sources, was, lasted, silent, reports]: RawEvent): boolean {
    if (group === null || host === null || lasted == null) return false
    const what = readWhat(bits)
    const endedAt = timeOf(id, slipOf(bits))
    this.#stand(group, host)
    this.firstJoinAt = endedAt - lasted
    const isKnown = silent != null && reports != null && this.#isKnown(id, bits, lasted, silent, reports)
    this.lastReportAt = isKnown ? endedAt - silent : null
    this.endedAt = endedAt
    this.endReason = endReason(what)
    this.duration = lasted
    this.reports = isKnown ? reports : null
    this.#versions = what.versions
    this.mode = what.wasMode
    this.confidence = what.wasState
    this.#list = (what.kind === 'changed' ? was : sources) ?? null
    this.#form()
    return true
  }

  /** To one that lasts; `live`: what the monitor knows of it. */
  moveToLasting(interval: LastingInterval, pin: Pin, live: Ended | null): void {
    const { began, group, host, ended, reportsBefore } = interval
    const what = readWhat(interval.what)
    this.#stand(group, host)
    this.firstJoinAt = began
    this.endedAt = null
    this.endReason = 'still-member'
    this.duration = Math.max((pin.lastOf(this.sourceId) ?? began) - began, 0)
    this.#list = interval.sources
    if (ended) {
      this.lastReportAt = ended.lastReportAt
      this.reports = ended.reports
      this.#versions = what.versions
      this.mode = what.wasMode
      this.confidence = what.wasState
      this.#form()
      return
    }
    this.lastReportAt = live ? Math.floor(Math.max(live.lastReportAt, began)) : null
    this.reports = live ? Math.max(live.reports - reportsBefore, 0) : null
    this.#versions = live ? live.versions : 1 << (what.version - 1)
    this.mode = what.mode
    this.confidence = live?.state ?? 'confirmed'
    this.#form()
  }

  get sourceId(): number {
    return this.#place.sourceId
  }
  get source(): string {
    return this.#place.source
  }
  get segment(): string {
    return this.#place.segment
  }
  get family(): SegmentNames['family'] {
    return this.#place.family
  }
  get vlan(): string {
    return this.#place.vlan
  }
  get segmentName(): string | null {
    return this.#place.called
  }
  get group(): string {
    return this.#names.group(this.groupId).group
  }
  get groupName(): string | null {
    return this.#names.group(this.groupId).called
  }
  get host(): string {
    return this.#names.host(this.hostId).host
  }
  get hostName(): string | null {
    return this.#names.host(this.hostId).called
  }
  get mac(): string | null {
    return this.#names.host(this.hostId).mac
  }
  get vendor(): string | null {
    return this.#names.host(this.hostId).vendor
  }
  get versions(): readonly IgmpVersion[] {
    return versionList(this.#place.family, this.#versions)
  }
  get sources(): readonly string[] {
    return this.#names.list(this.#list)
  }

  /** As it is now, to be kept. */
  row(): MembershipRow {
    const { source, segment, family, vlan, segmentName, group, groupName, groupId, host, hostName, hostId } = this
    const { formId } = this
    const { mac, vendor, firstJoinAt, lastReportAt, endedAt, endReason, duration, reports } = this
    const { versions, mode, sources, confidence } = this
    const who = {
      source,
      segment,
      family,
      vlan,
      segmentName,
      group,
      groupName,
      groupId,
      host,
      hostName,
      hostId,
      formId,
    }
    const when = { firstJoinAt, lastReportAt, endedAt, endReason, duration }
    return { ...who, mac, vendor, ...when, reports, versions, mode, sources, confidence }
  }

  /** Versions, mode and confidence in one number. */
  #form(): void {
    const family = this.#place.family === 'ipv4' ? 0 : 8
    const mode = this.mode === 'EXCLUDE' ? 16 : 0
    const confidence = this.confidence === 'presumed' ? 32 : 0
    this.formId = this.#list === null ? this.#versions + family + mode + confidence : null
  }

  #stand(group: number, host: number): void {
    this.groupId = group
    this.hostId = host
    this.#place = this.#names.group(group).place
  }
}

const NOWHERE: SegmentNames = { id: 0, source: '', sourceId: 0, segment: '', family: 'ipv4', vlan: '', called: null }

function endReason({ kind, reason }: What): EndReason {
  if (kind === 'left' || kind === 'expired') return kind
  if (kind === 'changed') return 'source-changed'
  return reason === 'gap' || reason === 'evicted' ? reason : 'monitor-stopped'
}
