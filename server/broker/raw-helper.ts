import { readFileSync } from 'node:fs'
import { openGre } from '../capture/raw-gre.ts'
import { openIgmpSocket } from '../capture/raw-igmp.ts'
import { pcapHeader, pcapRecord } from './pcap-out.ts'

/*
 * `raw-helper.js erspan` or `raw-helper.js igmp-socket IFACE`: a raw socket in a process of its own, because it takes
 * rights that the server shall not have. The first line of standard error is what became of it, as JSON; standard output
 * is a pcap stream of whole IPv4 datagrams.
 */

// A debugger would be a way to the rights of this process.
process.on('SIGUSR1', () => undefined)

const [kind, iface = ''] = process.argv.slice(2)
const LINKTYPE_RAW_IP = 101

// Written at once: where the server does not read, datagrams wait in the socket, and the kernel counts what it drops.
const write = (data: Uint8Array): void => void process.stdout.write(data)
const onDatagram = (data: Uint8Array): void => write(pcapRecord(Date.now(), data))
function onError(detail: string): void {
  process.stderr.write(`${detail}\n`)
  process.exit(1)
}
// The server hung up.
process.stdout.on('error', () => process.exit(0))

const opened =
  kind === 'erspan'
    ? openGre(onDatagram, onError)
    : openIgmpSocket(
        { name: iface, index: Number(readFileSync(`/sys/class/net/${iface}/ifindex`, 'utf8')) },
        onDatagram,
        onError,
      )
const told = opened.kind === 'open' ? { kind: opened.kind, configured: opened.configured ?? null } : opened
process.stderr.write(`${JSON.stringify(told)}\n`)
if (opened.kind === 'open') {
  write(pcapHeader(LINKTYPE_RAW_IP))
  // Held here: a raw socket that nobody holds is taken for garbage, and closed.
  process.on('exit', opened.close)
} else process.exitCode = 1
