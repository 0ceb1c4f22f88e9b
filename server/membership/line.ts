import { formatAddress, formatMac } from '../../shared/address.ts'
import type { EventLine, HostId } from '../../shared/event.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { HostKey, TableEvent } from './event.ts'

export const hostId = ({ ip, mac }: HostKey): HostId => ({
  ip: formatAddress(ip),
  mac: mac === null ? null : formatMac(mac),
})

/** An event as `rollcall replay` prints it and a page shows it. */
export function eventLine(event: TableEvent): EventLine {
  const { at } = event
  const { name: segment, family, vlans } = event.segment
  switch (event.event) {
    case 'joined':
    case 'changed':
    case 'left':
    case 'expired':
    case 'evicted': {
      const { event: kind, mode, frame } = event
      const version = wireVersion(family, event.version)
      const sources = event.sources.map(formatAddress)
      const group = formatAddress(event.group)
      const host = hostId(event.host)
      return { event: kind, at, segment, family, vlans, group, host, version, mode, sources, frame }
    }
    case 'group-started':
    case 'group-ended': {
      const { event: kind, mode, reason } = event
      const sources = event.sources.map(formatAddress)
      const blocked = event.blocked.map(formatAddress)
      const group = formatAddress(event.group)
      const line = { event: kind, at, segment, family, vlans, group, mode, sources, blocked }
      return reason === null ? line : { ...line, reason }
    }
    case 'querier-elected':
    case 'querier-lost': {
      const version = wireVersion(family, event.version)
      return { event: event.event, at, segment, family, vlans, querier: hostId(event.querier), version }
    }
  }
}
