import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCapture } from '../../server/capture/file.ts'
import { anatomyOf } from '../../server/decode/anatomy/index.ts'
import { Decoder } from '../../server/decode/index.ts'
import type { PacketField } from '../../shared/packet-layers.ts'
import { PcapWriter } from '../bench/pcap-writer.ts'
import { TUNNELS } from '../generate/tunnel.ts'
import { MLD_FRAMES } from './honest.ts'
import { tsharkVersion } from './tshark.ts'

/*
 * Where each field stands, against an independent dissector: name by name, offset and length within the frame.
 */

const CAPTURES = fileURLToPath(new URL('../fixtures/captures/', import.meta.url))
const version = tsharkVersion()
if (version === null) process.stderr.write('\nSKIPPED: the places of fields need tshark (apt-get install tshark)\n\n')

/** Our name of each of tshark's fields. Those that we show otherwise, or not, are left out. */
const NAMES: Readonly<Record<string, string>> = {
  'igmp.type': 'type',
  'igmp.checksum': 'checksum',
  'igmp.maddr': 'group',
  'igmp.s': 's-flag',
  'igmp.qrv': 'qrv',
  'igmp.qqic': 'qqic',
  'igmp.num_src': 'source-count',
  'igmp.saddr': 'source-address',
  'igmp.num_grp_recs': 'record-count',
  'igmp.record_type': 'record-type',
  'igmp.aux_data_len': 'aux-length',
  'icmpv6.type': 'type',
  'icmpv6.code': 'code',
  'icmpv6.checksum': 'checksum',
  'icmpv6.mld.multicast_address': 'group',
  'icmpv6.mld.flag.s': 's-flag',
  'icmpv6.mld.flag.qrv': 'qrv',
  'icmpv6.mld.qqi': 'qqic',
  'icmpv6.mld.nb_sources': 'source-count',
  'icmpv6.mld.source_address': 'source-address',
  'icmpv6.mldr.nb_mcast_records': 'record-count',
  'icmpv6.mldr.mar.record_type': 'record-type',
  'icmpv6.mldr.mar.aux_data_len': 'aux-length',
  'icmpv6.mldr.mar.nb_sources': 'source-count',
  'icmpv6.mldr.mar.multicast_address': 'group',
  'icmpv6.mldr.mar.source_address': 'source-address',
  'ip.ttl': 'ttl',
  'ip.proto': 'protocol',
  'ip.checksum': 'header-checksum',
  'ip.id': 'identification',
  'ip.len': 'total-length',
  'ip.src': 'source',
  'ip.dst': 'destination',
  'ipv6.plen': 'payload-length',
  'ipv6.nxt': 'next-header',
  'ipv6.hlim': 'hop-limit',
  'ipv6.src': 'source',
  'ipv6.dst': 'destination',
  'eth.dst': 'destination-mac',
  'eth.src': 'source-mac',
  'eth.type': 'ethertype',
  'vlan.id': 'vlan-id',
  'vlan.etype': 'ethertype',
  'udp.srcport': 'source-port',
  'udp.dstport': 'destination-port',
  'vxlan.vni': 'vni',
  'geneve.vni': 'vni',
}

const place = (name: string, first: number, size: number): string => `${name} ${first}+${size}`

/** By frame: the places of the fields that both know. */
function shown(path: string): Map<number, Set<string>> {
  const xml = execFileSync('tshark', ['-o', 'ip.defragment:FALSE', '-n', '-r', path, '-T', 'pdml'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 29,
  })
  const frames = new Map<number, Set<string>>()
  let frame = 0
  for (const packet of xml.split('<packet>').slice(1)) {
    frame += 1
    const places = new Set<string>()
    for (const [, attributes = ''] of packet.matchAll(/<field ([^>]*)>/g)) {
      const read = (name: string): string => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
      const name = NAMES[read('name')]
      if (name !== undefined && read('hide') !== 'yes')
        places.add(place(name, Number(read('pos')), Number(read('size'))))
    }
    frames.set(frame, places)
  }
  return frames
}

const flat = (fields: readonly PacketField[]): PacketField[] =>
  fields.flatMap((field) => [field, ...flat(field.fields ?? [])])
const KNOWN = new Set(Object.values(NAMES))

async function compare(path: string): Promise<number> {
  const theirs = shown(path)
  const decoder = new Decoder('')
  let compared = 0
  await readCapture(path, (frame) => {
    const message = decoder.decode(frame)
    // What is broken is read in different ways; `tshark.test.ts` names them.
    if (typeof message === 'string' || !message.sound || message.kind === 'other') return
    if (message.problems.includes('malformed-record')) return
    const places = theirs.get(message.frame)
    const layers = anatomyOf(frame, decoder.packetStart)
    const ours = new Set(
      layers
        .flatMap(({ fields }) => flat(fields))
        .filter(({ name }) => KNOWN.has(name))
        .map(({ name, first, last }) => place(name, first, last - first + 1)),
    )
    const missing = [...(places ?? [])].filter((each) => !ours.has(each))
    expect({ frame: message.frame, missing }).toEqual({ frame: message.frame, missing: [] })
    const message_ = layers.find(({ kind }) => kind === 'igmp' || kind === 'mld')
    const own = flat(message_?.fields ?? []).filter(({ name }) => KNOWN.has(name))
    const extra = own.map(({ name, first, last }) => place(name, first, last - first + 1))
    expect({ frame: message.frame, extra: extra.filter((each) => !places?.has(each)) }).toEqual({
      frame: message.frame,
      extra: [],
    })
    compared += 1
  })
  return compared
}

describe.skipIf(version === null)('fields stand where tshark sees them', { timeout: 120_000 }, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-places-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('on the hour', async () => {
    expect(await compare(join(CAPTURES, 'hour.pcap'))).toBeGreaterThan(900)
  })

  for (const part of ['cases', 'stacks', 'links']) {
    it.each(readdirSync(join(CAPTURES, part)).filter((name) => /\.pcap(ng)?$/.test(name)))(
      `on ${part}/%s`,
      async (name) => {
        // Empty, cut and damaged files are the reader's concern.
        if (['empty.pcap', 'insane-caplen.pcap', 'file-cut-in-record-header.pcap'].includes(name)) return
        await compare(join(CAPTURES, part, name))
      },
    )
  }

  it('on tunnels around MLD', async () => {
    const path = join(folder, 'tunnels.pcap')
    const writer = new PcapWriter(path)
    const tunnels = TUNNELS.filter(({ name }) => /^(VXLAN$|Geneve$|GRE|IP in|ERSPAN.*(I|II|III)$)/.test(name))
    expect(tunnels.length).toBeGreaterThan(3)
    tunnels.forEach(({ wrap }, index) => writer.write(1_764_115_200_000 + index, wrap(MLD_FRAMES[2]!)))
    writer.close()
    expect(await compare(path)).toBe(tunnels.length)
  })
})
