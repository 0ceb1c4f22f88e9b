import { formatIPv4, formatMac } from '../../shared/address.ts'
import type { EventLine, HostId } from '../../shared/event.ts'
import type { HostKey, TableEvent } from './event.ts'

export const hostId = ({ ip, mac }: HostKey): HostId => ({
  ip: formatIPv4(ip),
  mac: mac === null ? null : formatMac(mac),
})

/** An event as `rollcall replay` prints it and a page shows it. */
export function eventLine(event: TableEvent): EventLine {
  const { at } = event
  const { name: segment, vlans } = event.segment
  switch (event.event) {
    case 'joined':
    case 'changed':
    case 'left':
    case 'expired': {
      const { event: kind, version, mode, frame } = event
      const sources = event.sources.map(formatIPv4)
      const group = formatIPv4(event.group)
      return { event: kind, at, segment, vlans, group, host: hostId(event.host), version, mode, sources, frame }
    }
    case 'group-started':
    case 'group-ended': {
      const { event: kind, mode, reason } = event
      const sources = event.sources.map(formatIPv4)
      const blocked = event.blocked.map(formatIPv4)
      const group = formatIPv4(event.group)
      const line = { event: kind, at, segment, vlans, group, mode, sources, blocked }
      return reason === null ? line : { ...line, reason }
    }
    case 'querier-elected':
    case 'querier-lost':
      return { event: event.event, at, segment, vlans, querier: hostId(event.querier), version: event.version }
  }
}
