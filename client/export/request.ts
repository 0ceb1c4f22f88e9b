import { EXPORTS, type CsvDelimiter, type ExportName } from '../../shared/export.ts'
import { DAY, HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/*
 * What is exported stands in the address of the page, and from it come the link of the file, its permalink and the curl
 * line. Pure.
 */
export const PRESETS = ['15m', '1h', '6h', '24h', '7d', '30d'] as const
type Preset = (typeof PRESETS)[number]
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
  filter: string
  delimiter: CsvDelimiter
  bom: boolean
  /** Zone of the `*_local` columns: an IANA name, `utc` for none, null to follow the switch of the page. */
  zone: string | null
}

type Query = Readonly<Record<string, unknown>>
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const oneOf = <T extends string>(values: readonly T[], value: unknown): T | null =>
  values.find((known) => known === value) ?? null
/** ISO 8601 or epoch milliseconds, as the API takes them; null for anything else. */
function readTime(value: unknown): EpochMs | null {
  const written = text(value)
  if (written === '') return null
  const at = /^\d+(\.\d+)?$/.test(written) ? Number(written) : Date.parse(written)
  return Number.isFinite(at) ? at : null
}

export function readExport(query: Query): ExportRequest {
  const from = readTime(query['from'])
  const to = readTime(query['to'])
  const given = from !== null || to !== null
  return {
    set: oneOf(EXPORTS, query['set']) ?? 'memberships',
    last: given ? null : (oneOf(PRESETS, query['last']) ?? '1h'),
    from,
    to,
    filter: text(query['filter']),
    delimiter: query['delimiter'] === ';' ? ';' : ',',
    bom: query['bom'] === '1',
    zone: text(query['columns']) || null,
  }
}

export function writeExport(request: ExportRequest): Record<string, string> {
  return {
    ...(request.set === 'memberships' ? {} : { set: request.set }),
    ...(request.last && request.last !== '1h' ? { last: request.last } : {}),
    ...(request.from === null ? {} : { from: new Date(request.from).toISOString() }),
    ...(request.to === null ? {} : { to: new Date(request.to).toISOString() }),
    ...(request.filter ? { filter: request.filter } : {}),
    ...(request.delimiter === ',' ? {} : { delimiter: request.delimiter }),
    ...(request.bom ? { bom: '1' } : {}),
    ...(request.zone ? { columns: request.zone } : {}),
  }
}

/** The range in moments; `to` is null for "until now", which the server knows best. */
export function rangeOf(request: ExportRequest, now: EpochMs): { from: EpochMs | null; to: EpochMs | null } {
  // Full minutes, so that the link does not change every second.
  if (request.last) return { from: Math.floor((now - PRESET_MS[request.last]) / MINUTE) * MINUTE, to: null }
  return { from: request.from, to: request.to }
}

/** The IANA zone that the file gets, or null for UTC alone. `pageZone` is the zone of the page: `UTC`, or the browser's. */
export function zoneOf(request: ExportRequest, pageZone: string): string | null {
  const zone = request.zone ?? pageZone
  return /^utc$/i.test(zone) ? null : zone
}

/** Parameters of `/api/v1/export/*.csv`. */
export function exportQuery(request: ExportRequest, now: EpochMs, pageZone: string): Record<string, string> {
  const zone = zoneOf(request, pageZone)
  const { from, to } = rangeOf(request, now)
  return {
    ...(from === null ? {} : { from: new Date(from).toISOString() }),
    ...(to === null ? {} : { to: new Date(to).toISOString() }),
    ...(request.filter.trim() ? { filter: request.filter.trim() } : {}),
    ...(zone ? { zone } : {}),
    ...(request.delimiter === ',' ? {} : { delimiter: request.delimiter }),
    ...(request.bom ? { bom: '1' } : {}),
  }
}

/** What a field for date and time holds: `2025-11-26T21:04`, in the browser's zone or in UTC. */
export function toField(at: EpochMs | null, utc: boolean): string {
  if (at === null) return ''
  const shift = utc ? 0 : new Date(at).getTimezoneOffset() * MINUTE
  return new Date(at - shift).toISOString().slice(0, 16)
}

/** Back from the field; null when it is empty or no time. */
export function fromField(written: string, utc: boolean): EpochMs | null {
  if (written === '') return null
  const at = Date.parse(utc ? `${written}Z` : written)
  return Number.isNaN(at) ? null : at
}

/** As one word for a POSIX shell, whatever is in it. */
export const shellQuote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** `-f`: an error of the server is an error of curl and no file; `-OJ`: the server's own file name. */
export const curlLine = (origin: string, path: string): string => `curl -fOJ ${shellQuote(origin + path)}`
