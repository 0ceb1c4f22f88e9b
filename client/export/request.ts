import {
  EXPORT_FORMATS,
  EXPORT_STEPS,
  EXPORTS,
  type CsvDelimiter,
  type ExportFormat,
  type ExportName,
  type ExportStep,
} from '../../shared/export.ts'
import { DAY, HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { readMoment } from '../past/moment.ts'
import { DATA_SETS } from './sets.ts'

/* What is exported stands in the address of the page; from it come all links of the file (lines.ts). Pure. */
export const PRESETS = ['15m', '1h', '6h', '24h', '7d', '30d'] as const
export type Preset = (typeof PRESETS)[number]
const PRESET_MS: Readonly<Record<Preset, DurationMs>> = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
}

export interface ExportRequest {
  set: ExportName
  /** A preset counts back from now; `null` where `from` and `to` are given. */
  last: Preset | null
  from: EpochMs | null
  to: EpochMs | null
  /** The moment of a snapshot; null: now. */
  at: EpochMs | null
  /** null: as the range needs. */
  step: ExportStep | null
  filter: string
  format: ExportFormat
  gzip: boolean
  delimiter: CsvDelimiter
  bom: boolean
  /** Zone of the `*_local` columns: an IANA name, `utc` for none, null to follow the switch of the page. */
  zone: string | null
}

/** Of the address: what is written below. */
export const EXPORT_PARAMETERS: readonly string[] = [
  ...['set', 'last', 'from', 'to', 'at', 'step', 'filter'],
  ...['format', 'gzip', 'delimiter', 'bom', 'columns'],
]

type Query = Readonly<Record<string, unknown>>
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const oneOf = <T extends string>(values: readonly T[], value: unknown): T | null =>
  values.find((known) => known === value) ?? null
/** A page that is seen as of a moment exports that moment, unless it names a data set. */
const setOf = (query: Query): ExportName =>
  oneOf(EXPORTS, query['set']) ?? (readMoment(query['at']) === null ? 'memberships' : 'snapshot')

export function readExport(query: Query): ExportRequest {
  const from = readMoment(query['from'])
  const to = readMoment(query['to'])
  const given = from !== null || to !== null
  return {
    set: setOf(query),
    last: given ? null : (oneOf(PRESETS, query['last']) ?? '1h'),
    from,
    to,
    at: readMoment(query['at']),
    step: oneOf(EXPORT_STEPS, query['step']),
    filter: text(query['filter']),
    format: oneOf(EXPORT_FORMATS, query['format']) ?? 'csv',
    gzip: query['gzip'] === '1',
    delimiter: query['delimiter'] === ';' ? ';' : ',',
    bom: query['bom'] === '1',
    zone: text(query['columns']) || null,
  }
}

export function writeExport(request: ExportRequest): Record<string, string> {
  const { set, at } = request
  return {
    ...(set === 'memberships' && at === null ? {} : { set }),
    ...(request.last && request.last !== '1h' ? { last: request.last } : {}),
    ...(request.from === null ? {} : { from: iso(request.from) }),
    ...(request.to === null ? {} : { to: iso(request.to) }),
    ...(at === null ? {} : { at: iso(at) }),
    ...(request.step === null ? {} : { step: request.step }),
    ...(request.filter ? { filter: request.filter } : {}),
    ...(request.format === 'csv' ? {} : { format: request.format }),
    ...(request.gzip ? { gzip: '1' } : {}),
    ...(request.delimiter === ',' ? {} : { delimiter: request.delimiter }),
    ...(request.bom ? { bom: '1' } : {}),
    ...(request.zone ? { columns: request.zone } : {}),
  }
}
const iso = (at: EpochMs): string => new Date(at).toISOString()

/** The range in moments; `to` is null for "until now", which the server knows best. */
export function rangeOf(request: ExportRequest, now: EpochMs): { from: EpochMs | null; to: EpochMs | null } {
  // Full minutes, so that the link does not change every second.
  if (request.last) return { from: Math.floor((now - PRESET_MS[request.last]) / MINUTE) * MINUTE, to: null }
  return { from: request.from, to: request.to }
}

/** Up to here a range is told minute by minute, unless hours are asked for. */
const MINUTES_UP_TO: DurationMs = 2 * DAY
export function stepOf(request: ExportRequest, now: EpochMs): ExportStep {
  if (request.step !== null) return request.step
  const { from, to } = rangeOf(request, now)
  return from !== null && (to ?? now) - from <= MINUTES_UP_TO ? 'minute' : 'hour'
}

/** The IANA zone that the file gets, or null for UTC alone. `pageZone` is the zone of the page: `UTC`, or the browser's. */
export function zoneOf(request: ExportRequest, pageZone: string): string | null {
  const zone = request.zone ?? pageZone
  return /^utc$/i.test(zone) ? null : zone
}

/** What Excel in Portuguese reads at a double click: semicolons, a byte order mark and the local time. */
export const isForExcel = (request: ExportRequest, pageZone: string): boolean =>
  request.format === 'csv' &&
  request.delimiter === ';' &&
  request.bom &&
  !request.gzip &&
  zoneOf(request, pageZone) !== null
export const forExcel = (request: ExportRequest, browserZone: string, pageZone: string): Partial<ExportRequest> => ({
  format: 'csv',
  gzip: false,
  delimiter: ';',
  bom: true,
  zone: zoneOf(request, pageZone) === null ? browserZone : request.zone,
})

/** What keeps the request from being asked at all; null: nothing. */
export function wrongTime(request: ExportRequest, now: EpochMs): 'order' | 'needsFrom' | null {
  const { time } = DATA_SETS[request.set]
  if (time === 'moment' || request.last !== null) return null
  if (time === 'moments' && request.from === null) return 'needsFrom'
  return request.from !== null && request.from >= (request.to ?? now) ? 'order' : null
}
