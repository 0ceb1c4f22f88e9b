import { formatAddress, isMulticast, parseAddress, type Address } from '../../shared/address.ts'
import { notice } from '../../shared/notice.ts'
import type { WrittenLine } from './written.ts'

/** A list of streams, with or without its first line; a table has no line that begins so. */
export const isM3u = (text: string): boolean => /^\s*#EXT(M3U|INF)/i.test(text) || /^\s*(udp|rtp|igmp):\/\//i.test(text)

/**
 * The titles of an M3U list, each for the group of the address after it: `udp://@239.1.1.1:1234`, `rtp://239.1.1.1`,
 * `igmp://`, `udp://10.0.0.1@232.1.1.1` (a source before the group), `http://proxy/udp/239.1.1.1:1234` of udpxy, IPv6 in
 * brackets.
 */
export function linesOfM3u(text: string): WrittenLine[] {
  const found: WrittenLine[] = []
  let title: string | null = null
  text.split(/\r\n|\n|\r/).forEach((raw, i) => {
    const line = i + 1
    const written = raw.trim()
    const info = /^#EXTINF:(.*)$/i.exec(written)?.[1]
    if (info !== undefined) {
      title = titleOf(info)
      return
    }
    if (written === '' || written.startsWith('#')) return
    const group = groupOfStream(written)
    if (group === null) found.push({ line, text: raw, entry: null, why: notice('import-no-stream') })
    else if (title === null) found.push({ line, text: raw, entry: null, why: notice('import-no-title') })
    else {
      const entry = { kind: 'group', subject: formatAddress(group), on: null, name: title }
      found.push({ line, text: raw, entry, why: null })
    }
    title = null
  })
  return found
}

/** What stands after the comma that ends the attributes; a comma within quotes is none. Else `tvg-name`. */
function titleOf(info: string): string | null {
  const shown = /^(?:"[^"]*"|[^",])*,(.*)$/s.exec(info)?.[1]?.trim() ?? ''
  if (shown !== '') return shown
  const named = /\btvg-name="([^"]*)"/i.exec(info)?.[1]?.trim() ?? ''
  return named === '' ? null : named
}

/** Of the address of a stream; null when it has none. */
export function groupOfStream(url: string): Address | null {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(url) ?? []
  switch (scheme.toLowerCase()) {
    case 'udp':
    case 'rtp':
    case 'igmp':
      return multicast(/^[^/?#]*/.exec(rest)?.[0] ?? '')
    case 'http':
    case 'https':
      return multicast(/^[^/]*\/(?:.*\/)?(?:udp|rtp|igmp)\/([^/?#]*)/i.exec(rest)?.[1] ?? '')
    default:
      return null
  }
}

/** `source@group:port`; the source and the port may be missing. */
function multicast(authority: string): Address | null {
  const place = authority.slice(authority.lastIndexOf('@') + 1)
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(place)?.[1] ?? place.replace(/:\d+$/, '')
  const address = parseAddress(bare)
  return address !== null && isMulticast(address) ? address : null
}
