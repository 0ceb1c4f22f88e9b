import { formatIPv4, formatMac, UNSPECIFIED, type IPv4 } from '../../shared/address.ts'
import type { MessageLine } from '../../shared/message.ts'
import type { Message } from './message.ts'

/** A message as `rollcall decode` prints it and a page shows it. */
export function messageLine(message: Message): MessageLine {
  const envelope = {
    frame: message.frame,
    at: message.at,
    segment: message.segment.name,
    encapsulation: message.encapsulation,
    vlans: message.segment.vlans,
    mac: message.mac === null ? null : formatMac(message.mac),
    src: formatIPv4(message.src),
    dst: formatIPv4(message.dst),
    ttl: message.ttl,
    routerAlert: message.routerAlert,
    type: message.type,
    version: message.version,
    kind: message.kind,
  }
  const { problems } = message
  switch (message.kind) {
    case 'query':
      return {
        ...envelope,
        group: message.group === null ? null : formatIPv4(message.group),
        scope: message.scope,
        maxResponseMs: message.maxResponseMs,
        ...(message.version === 3
          ? {
              suppress: message.suppress,
              robustness: message.robustness,
              queryIntervalMs: message.queryIntervalMs,
              sources: message.sources.map(formatIPv4),
            }
          : {}),
        problems,
      }
    case 'report': {
      if (message.version !== 3) return { ...envelope, group: reported(message, message.group), problems }
      const records = message.records.map(({ type, group, sources }) => {
        return { type, group: formatIPv4(group), sources: sources.map(formatIPv4) }
      })
      return { ...envelope, group: null, records, problems }
    }
    case 'leave':
      return { ...envelope, group: reported(message, message.group), problems }
    case 'other':
      return { ...envelope, group: null, ...(message.name === null ? {} : { name: message.name }), problems }
  }
}

/** A group that was cut off is not 0.0.0.0. */
const reported = ({ sound }: Message, group: IPv4): string | null =>
  !sound && group === UNSPECIFIED ? null : formatIPv4(group)
