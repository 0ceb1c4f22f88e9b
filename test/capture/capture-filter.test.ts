import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { builtInFilter, FILTER_TUNNELS, type FilterTunnel } from '../../server/capture/capture-filter.ts'
import { findProgram } from '../../server/capture/program.ts'
import { pcap } from './capture-file.ts'

const tcpdump = findProgram('tcpdump')
if (tcpdump === null) console.log('SKIPPED: the capture filter on real captures: tcpdump is not installed')

const CAPTURES = join(import.meta.dirname, '../fixtures/captures')
const folder = mkdtempSync(join(tmpdir(), 'rollcall-filter-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Frames of a capture that an expression lets through; all of them without one. */
function passed(file: string, ...expression: string[]): number {
  const { status, stdout, stderr } = spawnSync(tcpdump ?? '', ['-r', file, '-n', '-w', '-', '--', ...expression], {
    maxBuffer: 64 * 1_048_576,
  })
  if (status !== 0) throw new Error(stderr.toString())
  const listed = spawnSync(tcpdump ?? '', ['-r', '-', '-n', '-q', '-t'], { input: stdout, maxBuffer: 64 * 1_048_576 })
  return listed.stdout
    .toString()
    .split('\n')
    .filter((line) => /^\S/.test(line)).length
}

/** Ethernet frames in a file. */
function captured(...frames: string[]): string {
  const file = join(folder, 'frames.pcap')
  writeFileSync(file, pcap(frames.map((hex, seconds) => ({ seconds, fraction: 0, bytes: Buffer.from(hex, 'hex') }))))
  return file
}

const MACS = '01005e010101' + '020000000001'
const IGMP = '46c00020000000000102' + '0000' + '0a000001' + 'ef010101' + '94040000' + '1600fafdef010101'
const ipv6 = (next: string, payload: string): string =>
  '60000000' + '0024' + next + '01' + 'fe80' + '0'.repeat(24) + '0001' + 'ff02' + '0'.repeat(24) + '0016' + payload
const mld = (type: string): string => type + '00' + '0000' + '0'.repeat(40)
/** Behind a hop-by-hop header with Router Alert. */
const MLD = ipv6('00', '3a00050200000100' + mld('8f'))
const udp = (port: number): string =>
  '45000024000000004011' +
  '0000' +
  '0a000001' +
  '0a000002' +
  'c000' +
  port.toString(16).padStart(4, '0') +
  '0010' +
  '0'.repeat(20)

describe.skipIf(tcpdump === null)('the built-in capture filter', () => {
  // IGMP and MLD frames of each, where they are not all; those of tunnels and of links without tags stand apart below.
  const fewer: Readonly<Record<string, number>> = {
    // Two are cut before the octet that says what they are.
    'cases/35-snaplen-truncated.pcap': 6,
    // The rest is data of the streams.
    'hour.pcap': 912,
  }
  const files = readdirSync(join(CAPTURES, 'cases'))
    .filter((name) => name.endsWith('.pcap'))
    .map((name) => `cases/${name}`)
  const ethernet = ['ethernet', 'ethernet-bigendian', 'ethernet-nanosecond', 'qinq-88a8-100-8100-10', 'vlan-three-tags']
  const stacks = ['frr-v3-querier', 'igmpv1', 'igmpv2-both', 'igmpv3-rx', 'pimd-v3-badcksum']
  it.each([
    ...files,
    ...ethernet.map((name) => `links/${name}.pcap`),
    ...stacks.map((name) => `stacks/${name}.pcap`),
    'hour.pcap',
  ])('loses no IGMP and no MLD of %s', (name) => {
    const file = join(CAPTURES, name)
    const all = fewer[name] ?? passed(file)
    expect(all).toBeGreaterThan(0)
    expect(passed(file, builtInFilter())).toBe(all)
  })

  it.each(['linux-sll2', 'linux-sll-vlan'])('without tags, as on `any`: %s', (name) => {
    const file = join(CAPTURES, `links/${name}.pcap`)
    // A recorded cooked frame has its tag inside; the kernel takes it off before a live filter looks.
    expect(passed(file, builtInFilter([], true))).toBe(name === 'linux-sll2' ? 5 : 0)
  })

  const passing: readonly (readonly [string, string])[] = [
    ['IGMP', '0800' + IGMP],
    ['IGMP, 802.1Q', '8100000a0800' + IGMP],
    ['IGMP, priority tag', '810000000800' + IGMP],
    ['IGMP, four tags', '88a8006481000001810000028100000a0800' + IGMP],
    ['MLD', '86dd' + MLD],
    ['MLD, 802.1Q', '8100000a86dd' + MLD],
    ['MLD, QinQ', '88a800648100000a86dd' + MLD],
    ['MLD behind another hop-by-hop option', '86dd' + ipv6('00', '3a010100050200000100000000000000' + mld('8f'))],
    ...['82', '83', '84', '8f', '97', '98', '99'].map((type): [string, string] => [
      `MLD type ${type} without a hop-by-hop header`,
      '86dd' + ipv6('3a', mld(type)),
    ]),
  ]
  it.each(passing)('lets through: %s', (_name, frame) => {
    expect(passed(captured(MACS + frame), builtInFilter())).toBe(1)
    expect(passed(captured(MACS + frame), builtInFilter(FILTER_TUNNELS))).toBe(1)
  })

  const kept: readonly (readonly [string, string])[] = [
    ['UDP', '0800' + udp(5_004)],
    ['UDP, 802.1Q', '8100000a0800' + udp(5_004)],
    ['neighbour discovery', '86dd' + ipv6('3a', mld('87'))],
    ['a router advertisement', '8100000a86dd' + ipv6('3a', mld('86'))],
    ['UDP over IPv6', '86dd' + ipv6('11', 'c000138c0024' + '0'.repeat(60))],
    ['ARP', '0806' + '0001080006040001' + '0'.repeat(40)],
  ]
  it.each(kept)('keeps out: %s', (_name, frame) => {
    expect(passed(captured(MACS + frame), builtInFilter())).toBe(0)
    expect(passed(captured(MACS + frame), builtInFilter(FILTER_TUNNELS))).toBe(0)
  })

  const tunnels: readonly (readonly [FilterTunnel, string])[] = [
    ['tzsp', '0800' + udp(37_008)],
    ['vxlan', '0800' + udp(4_789)],
    ['vxlan', '0800' + udp(8_472)],
    ['gre', '0800' + udp(0).replace('4011', '402f')],
    ['gre', '86dd' + ipv6('2f', '0'.repeat(72))],
    ['ipip', '0800' + udp(0).replace('4011', '4004')],
    ['ipip', '0800' + udp(0).replace('4011', '4029')],
    ['ipip', '86dd' + ipv6('04', '0'.repeat(72))],
    ['geneve', '0800' + udp(6_081)],
    ['mpls', '8847' + '00064140' + IGMP],
    ['mpls', '8848' + '00064140' + IGMP],
    ['pppoe', '8864' + '110000070022' + '0021' + IGMP],
    ['l2tp', '0800' + udp(1_701)],
    ['capwap', '0800' + udp(5_247)],
    ['sflow', '0800' + udp(6_343)],
  ]
  it.each(tunnels)('lets %s through where that is asked for', (tunnel, frame) => {
    for (const tag of ['', '8100000a', '88a800648100000a']) {
      const file = captured(MACS + tag + frame)
      expect([passed(file, builtInFilter()), passed(file, builtInFilter([tunnel]))]).toEqual([0, 1])
    }
  })

  const recorded: readonly (readonly [string, FilterTunnel])[] = [
    ['links/erspan-type2-vlan10-session5', 'gre'],
    ['links/gre-ip', 'gre'],
    ['links/gre-teb-6558', 'gre'],
    ['links/mpls-ip', 'mpls'],
    ['links/tzsp-with-tags', 'tzsp'],
    ['links/vxlan-vni5000', 'vxlan'],
    ['stacks/erspan-1-2-3', 'gre'],
    ['stacks/tzsp', 'tzsp'],
    ['stacks/vxlan', 'vxlan'],
  ]
  it.each(recorded)('%s is let through with %s alone', (name, tunnel) => {
    const file = join(CAPTURES, `${name}.pcap`)
    const others = FILTER_TUNNELS.filter((each) => each !== tunnel)
    expect([passed(file, builtInFilter(others)), passed(file, builtInFilter([tunnel]))]).toEqual([0, passed(file)])
  })
  it('has a recorded or made frame for each tunnel', () => {
    expect(new Set(tunnels.map(([tunnel]) => tunnel))).toEqual(new Set(FILTER_TUNNELS))
    expect(readFileSync(join(CAPTURES, 'hour.pcap')).length).toBeGreaterThan(1_000)
  })
})
