import type { EventRow } from '../../shared/events.ts'
import type { PacketId } from '../packet/use-packet.ts'

/** Where the packet behind an event is looked for, and what it is to the event. */
export type FrameOf =
  | { what: 'cause'; packet: PacketId }
  /** The one that came at that moment: the event does not name its frame. */
  | { what: 'moment'; filter: string; at: number }
  | { what: 'evidence'; packet: PacketId }
  /** The last report of a host, or of anybody, for a group, up to the event. */
  | { what: 'last-report'; segment: string; group: string; host: string | null; mac: string | null; until: number }
  | { what: 'last-query'; filter: string; until: number; querier: string }
  | { what: 'nothing' }

/** What came before: the event itself is too late. */
const BEFORE = 1

const quoted = (text: string): string => `"${text.replaceAll('"', '')}"`

export function frameOf({ told, source, at, before }: EventRow): FrameOf {
  switch (told.event) {
    case 'joined':
    case 'changed':
    case 'left':
      if (told.frame !== null) return { what: 'cause', packet: { source, frame: told.frame, at } }
      return lastReport(told.segment, told.group, told.host, at)
    case 'expired':
    case 'evicted':
      return lastReport(told.segment, told.group, told.host, before?.lastReportAt ?? at)
    case 'group-started':
      return { what: 'moment', filter: `segment:${quoted(told.segment)} group:${told.group}`, at }
    case 'group-ended':
      return lastReport(told.segment, told.group, null, at)
    case 'querier-elected':
      return { what: 'moment', filter: `segment:${quoted(told.segment)} host:${told.querier.ip} query`, at }
    case 'querier-lost': {
      const filter = `segment:${quoted(told.segment)} host:${told.querier.ip} query`
      return { what: 'last-query', filter, until: at - BEFORE, querier: told.querier.ip }
    }
    case 'finding-opened':
    case 'finding-changed':
    case 'finding-closed': {
      const shown = told.evidence.findLast(({ frame }) => frame !== null)
      return shown?.frame
        ? { what: 'evidence', packet: { source, frame: shown.frame, at: shown.at } }
        : { what: 'nothing' }
    }
    case 'gap':
      return { what: 'nothing' }
  }
}

const lastReport = (
  segment: string,
  group: string,
  host: { ip: string; mac: string | null } | null,
  until: number,
): FrameOf => ({ what: 'last-report', segment, group, host: host?.ip ?? null, mac: host?.mac ?? null, until })
