import type { ExportName } from '../../shared/export.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import { rangeOf, stepOf, zoneOf, type ExportRequest } from './request.ts'
import { DATA_SETS } from './sets.ts'

/* One request as the API, curl and the command line take it. Pure. */

type Parameters = Readonly<Record<string, string>>
const iso = (at: EpochMs): string => new Date(at).toISOString()

/** The moments of a file, by the name of their parameter. */
function timesOf(request: ExportRequest, now: EpochMs): Record<string, string> {
  if (DATA_SETS[request.set].time === 'moment') return request.at === null ? {} : { at: iso(request.at) }
  const { from, to: end } = rangeOf(request, now)
  // Two moments are two: now is the minute that has begun.
  const to = end === null && DATA_SETS[request.set].time === 'moments' ? Math.floor(now / MINUTE) * MINUTE : end
  return { ...(from === null ? {} : { from: iso(from) }), ...(to === null ? {} : { to: iso(to) }) }
}

/** Which rows there are: what `/count` takes. */
export const rowsQuery = (request: ExportRequest, now: EpochMs): Parameters => ({
  ...timesOf(request, now),
  ...(DATA_SETS[request.set].steps ? { step: stepOf(request, now) } : {}),
  ...(request.filter.trim() ? { filter: request.filter.trim() } : {}),
})

/** Parameters of `/api/v1/export/NAME.csv` and `.jsonl`. */
export function exportQuery(request: ExportRequest, now: EpochMs, pageZone: string): Parameters {
  const zone = zoneOf(request, pageZone)
  const csv = request.format === 'csv'
  return {
    ...rowsQuery(request, now),
    ...(zone ? { zone } : {}),
    ...(csv && request.delimiter === ';' ? { delimiter: ';' } : {}),
    ...(csv && request.bom ? { bom: '1' } : {}),
    ...(request.gzip ? { gzip: '1' } : {}),
  }
}

export const exportPath = (set: ExportName, format: string): string => `/export/${set}.${format}`

/** As one word for a POSIX shell, whatever is in it. */
export const shellQuote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
/** Quoted only where a shell would read something else. */
const shellWord = (word: string): string => (/^[\w./:,@%+=-]+$/.test(word) ? word : shellQuote(word))

/** `-f`: an error of the server is an error of curl and no file; `-OJ`: the server's own file name. */
export const curlLine = (origin: string, path: string): string => `curl -fOJ ${shellQuote(origin + path)}`

/** The same file without a browser and without a server. `folder`: of the history, where it is known. */
export function commandLine(
  request: ExportRequest,
  now: EpochMs,
  pageZone: string,
  file: string,
  folder: string | null,
): string {
  const query = exportQuery(request, now, pageZone)
  const flags = ['from', 'to', 'at', 'step', 'filter', 'zone', 'delimiter'].flatMap((name) => {
    const value = query[name]
    // A value may begin with a dash, as a filter that excludes does.
    return value === undefined ? [] : [value.startsWith('-') ? `--${name}=${value}` : [`--${name}`, value]].flat()
  })
  const words = [
    ...['rollcall', 'export', request.set, ...flags],
    ...(query['bom'] ? ['--bom'] : []),
    ...(request.format === 'csv' ? [] : ['--format', request.format]),
    ...(query['gzip'] ? ['--gzip'] : []),
    ...(folder === null ? [] : ['--data', folder]),
    ...['-o', file],
  ]
  return `npx ${words.map(shellWord).join(' ')}`
}
