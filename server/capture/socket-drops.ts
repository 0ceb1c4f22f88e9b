import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import { parseGroupsOf } from './networks.ts'

/** The kernel's tables of sockets, by what they are for. For raw sockets the port is the IP protocol. */
const TABLES = { udp4: '/proc/self/net/udp', udp6: '/proc/self/net/udp6', raw4: '/proc/self/net/raw' } as const

/**
 * Datagrams that the kernel threw away because a socket's buffer was full, of all sockets on this address and port;
 * null where it does not tell.
 */
export function socketDrops(address: string, port: number, table: string = tableOf(address)): number | null {
  let text: string
  try {
    text = readFileSync(table, 'utf8')
  } catch {
    return null
  }
  // `0100007F:9090`: the address in words of the machine's byte order, the port as a number.
  const wanted = `${wordsOf(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  let drops: number | null = null
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    if (fields[1] === wanted) drops = (drops ?? 0) + Number(fields.at(-1))
  }
  return drops
}

/** Of the raw sockets for an IP protocol. */
export const rawDrops = (protocol: number): number | null => socketDrops('0.0.0.0', protocol, TABLES.raw4)

const tableOf = (address: string): string => (address.includes(':') ? TABLES.udp6 : TABLES.udp4)

function wordsOf(address: string): string {
  const groups = parseGroupsOf(address) ?? []
  const octets = Buffer.from(groups.flatMap((group) => [group >> 8, group & 255]))
  const own = address.includes(':') ? octets : octets.subarray(12)
  return (endianness() === 'LE' ? own.swap32() : own).toString('hex').toUpperCase()
}
