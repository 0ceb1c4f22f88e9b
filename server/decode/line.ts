import { formatAddress, formatMac, isUnspecified, type Address } from '../../shared/address.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { MessageLine } from '../../shared/message.ts'
import type { Message } from './message.ts'

/** A message as `rollcall decode` prints it and a page shows it. */
export function messageLine(message: Message): MessageLine {
  const envelope = {
    frame: message.frame,
    at: message.at,
    segment: message.segment.name,
    family: message.segment.family,
    encapsulation: message.encapsulation,
    vlans: message.segment.vlans,
    mac: message.mac === null ? null : formatMac(message.mac),
    src: formatAddress(message.src),
    dst: formatAddress(message.dst),
    ttl: message.ttl,
    routerAlert: message.routerAlert,
    type: message.type,
    version: message.version === null ? null : wireVersion(message.segment.family, message.version),
    kind: message.kind,
    ...(message.sampled ? { sampled: true as const } : {}),
  }
  const { problems } = message
  switch (message.kind) {
    case 'query':
      return {
        ...envelope,
        group: message.group === null ? null : formatAddress(message.group),
        scope: message.scope,
        maxResponseMs: message.maxResponseMs,
        ...(message.version === 3
          ? {
              suppress: message.suppress,
              robustness: message.robustness,
              queryIntervalMs: message.queryIntervalMs,
              sources: message.sources.map(formatAddress),
            }
          : {}),
        problems,
      }
    case 'report': {
      if (message.version !== 3) return { ...envelope, group: reported(message, message.group), problems }
      const records = message.records.map(({ type, group, sources }) => {
        return { type, group: formatAddress(group), sources: sources.map(formatAddress) }
      })
      return { ...envelope, group: null, records, problems }
    }
    case 'leave':
      return { ...envelope, group: reported(message, message.group), problems }
    case 'other':
      return { ...envelope, group: null, ...(message.name === null ? {} : { name: message.name }), problems }
  }
}

/** A group that was cut off is not 0.0.0.0 or ::. */
const reported = ({ sound }: Message, group: Address): string | null =>
  !sound && isUnspecified(group) ? null : formatAddress(group)
