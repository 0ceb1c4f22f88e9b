import { readFileSync } from 'node:fs'
import { parseIPv4 } from '../../shared/address.ts'

/**
 * Datagrams that the kernel threw away because the socket's buffer was full, of all sockets on this address and port;
 * null where it does not tell.
 */
export function udpDrops(address: string, port: number, table = '/proc/net/udp'): number | null {
  let text: string
  try {
    text = readFileSync(table, 'utf8')
  } catch {
    return null
  }
  const wanted = parseIPv4(address)
  let drops: number | null = null
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    const [local = '', count] = [fields[1], fields.at(-1)]
    // `0100007F:9090`: the address in the byte order of the machine, which is little-endian wherever this runs.
    const [hex = '', hexPort = ''] = local.split(':')
    if (Number.parseInt(hexPort, 16) !== port || count === undefined) continue
    if (Buffer.from(hex, 'hex').reverse().readInt32BE() === wanted) drops = (drops ?? 0) + Number(count)
  }
  return drops
}
