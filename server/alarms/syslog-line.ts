import type { Severity } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'
import { isOver, type Told } from './alarm.ts'
import { octets, plain } from './plain.ts'
import type { AlarmText } from './text.ts'

/* RFC 5424, and how a stream is cut into messages. */

/** The id of the documentation (RFC 5612 s2): this product has no number of its own. */
const SD_ID = 'rollcall@32473'
/** Characters of a value: five of them fit into a datagram beside the text. */
const MAX_PARAM = 100
/** Octets of one over UDP: no path is so narrow that it is cut on its way (RFC 5426 s3.2). */
export const MAX_DATAGRAM = 1_180
/** Over a stream every receiver takes so much (RFC 5425 s4.3.1). */
export const MAX_STREAMED = 8_192
/** s6.2: of the name of a host, of the number of a process. */
const MAX_HOSTNAME = 255

export interface SyslogOrigin {
  /** s6.2.1: 0 to 23. */
  facility: number
  hostname: string
  pid: number
}

/** One message for each alarm: that is what a log is searched by. */
export function syslogLine(text: AlarmText, delivery: string, at: EpochMs, origin: SyslogOrigin, most: number): Buffer {
  const { told, title, where, sentence, when } = text
  const { state, alarm } = told
  const data = element({
    code: alarm.code,
    severity: alarm.severity,
    state,
    source: alarm.source || null,
    segment: alarm.segment,
    group: alarm.group,
    host: alarm.host,
    delivery,
  })
  return line(severityOf(told), state, data, `${title} - ${where}: ${sentence} ${when}`, at, origin, most)
}

/** What is of no single alarm: a test, and how many more there are. */
export const syslogRemark = (
  remark: { kind: 'test' | 'more'; text: string; count: number },
  delivery: string,
  at: EpochMs,
  origin: SyslogOrigin,
  most: number,
): Buffer => {
  const { kind, text, count } = remark
  return line(6, kind, element({ state: kind, count: String(count), delivery }), text, at, origin, most)
}

/** RFC 6587 s3.4.1, RFC 5425 s4.3: its length, a space, the message. */
export const counted = (message: Buffer): Buffer => Buffer.concat([Buffer.from(`${message.length} `), message])

/** s6.2.1, table 2: 2 critical, 4 warning, 5 notice, 6 informational. */
const LEVELS: Readonly<Record<Severity, number>> = { critical: 2, warning: 4, information: 6 }
const severityOf = ({ state, alarm }: Told): number => (isOver(state) ? 5 : LEVELS[alarm.severity])

function line(
  severity: number,
  kind: string,
  data: string,
  text: string,
  at: EpochMs,
  { facility, hostname, pid }: SyslogOrigin,
  most: number,
): Buffer {
  const time = new Date(at).toISOString()
  const host = hostname.replace(/[^!-~]/g, '').slice(0, MAX_HOSTNAME) || '-'
  const head = `<${facility * 8 + severity}>1 ${time} ${host} rollcall ${pid} ${kind} ${data} `
  // s6.4: the mark says that what follows is UTF-8.
  const begin = Buffer.from(`${head}\u{FEFF}`)
  return Buffer.concat([begin, Buffer.from(octets(text, Math.max(0, most - begin.length)))])
}

function element(params: Readonly<Record<string, string | null>>): string {
  const written = Object.entries(params).flatMap(([name, value]) =>
    value === null ? [] : [`${name}="${escaped(value)}"`],
  )
  return `[${[SD_ID, ...written].join(' ')}]`
}

/** s6.3.3: `"`, `\` and `]` with a backslash before them. */
const escaped = (value: string): string => octets(plain(value, MAX_PARAM), MAX_PARAM).replace(/["\\\]]/g, '\\$&')
