import type { HostId } from '../../shared/event.ts'
import type { EventRow } from '../../shared/events.ts'
import type { FilterMode } from '../../shared/igmp.ts'
import type { Name } from '../../shared/names.ts'
import { coarse } from '../format/duration.ts'
import { plural, t } from '../i18n/index.ts'
import type { Line } from './fold.ts'

/** Whom an event is about: its host, or the querier. */
export function hostOf({ told }: EventRow): { host: HostId; name: Name | null } | null {
  if ('host' in told && told.host) return { host: told.host, name: told.hostName }
  return 'querier' in told ? { host: told.querier, name: told.hostName } : null
}

export function groupOf({ told }: EventRow): { group: string; name: Name | null } | null {
  return 'group' in told && told.group !== null ? { group: told.group, name: told.groupName } : null
}

/** What happened, in a word or two; of a fold, to how many. */
export function eventText(line: Exclude<Line, { kind: 'skipped' }>): string {
  if (line.kind === 'one') return t(`events.kind.${line.row.told.event}`)
  const { event, by, hosts, rows } = line
  return plural(`events.folded.${event}.${by}`, by === 'group' ? hosts : rows.length)
}

/** Sources named in one cell. */
const NAMED = 2

/** Which sources are wanted. */
export function wantsText(mode: FilterMode, sources: readonly string[]): string {
  const more = sources.length - NAMED
  const named = sources.slice(0, NAMED).join(', ') + (more > 0 ? ` + ${more}` : '')
  if (mode === 'INCLUDE') return t('events.detail.only', { sources: named })
  return sources.length === 0 ? t('events.detail.any') : t('events.detail.except', { sources: named })
}

const GAPS = ['asleep', 'waiting', 'failed', 'ended'] as const
const gapWhy = (why: string): string => {
  const known = GAPS.find((gap) => gap === why)
  return known ? t(`events.gapWhy.${known}`) : why
}

/** Why it happened, as far as the event itself tells. `moment` writes a time. `finding` says the sentence of one. */
export function reasonText(
  { told, before, at }: EventRow,
  moment: (at: number) => string,
  finding: (told: Extract<EventRow['told'], { sentence: string }>) => string,
): string {
  switch (told.event) {
    case 'group-ended':
      return told.reason ? t(`events.detail.${told.reason}`) : ''
    case 'expired':
      return before ? t('events.detail.expired', { at: moment(before.lastReportAt) }) : ''
    case 'evicted':
      return t('events.detail.evicted')
    case 'left':
      return before ? t('events.detail.left', { lasted: coarse(at - before.since) }) : ''
    case 'gap':
      return t('events.detail.gap', { lasted: coarse(at - told.from), why: gapWhy(told.why) })
    case 'finding-opened':
    case 'finding-changed':
    case 'finding-closed':
      return finding(told)
    case 'joined':
    case 'changed':
    case 'group-started':
    case 'querier-elected':
    case 'querier-lost':
      return ''
  }
}
