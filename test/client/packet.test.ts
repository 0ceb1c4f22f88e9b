import './english.ts'
import { describe, expect, it } from 'vitest'
import { frameOf } from '../../client/events/frame-of.ts'
import { groupMac } from '../../client/groups/mac.ts'
import { restsOn } from '../../client/members/rests-on.ts'
import { hexDump, octetsOf, openedAtFirst, pathTo, treeOf, visible } from '../../client/packet/tree.ts'
import { messageText } from '../../client/packet/words.ts'
import { anatomyOf } from '../../server/decode/anatomy/index.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import type { EventRow } from '../../shared/events.ts'
import type { MemberRow } from '../../shared/membership.ts'
import { verdictsOf } from '../../shared/packets.ts'
import { MLD_FRAMES } from '../decode/honest.ts'
import { frameOf as captured } from '../generate/frame.ts'

const [report] = MLD_FRAMES
const frame = captured(report!)
const decoder = new Decoder('')
const message = decoder.decode(frame)
if (typeof message === 'string') throw new Error(message)
const line = messageLine(message)
const tree = treeOf({ layers: anatomyOf(frame, decoder.packetStart) })

describe('the tree of a packet', () => {
  it('has the message open and the rest closed', () => {
    const open = new Set(openedAtFirst(tree))
    const shown = visible(tree, open)
    expect(shown.filter(({ depth }) => depth === 0).map(({ layer }) => layer?.kind)).toEqual([
      'ethernet',
      'ipv6',
      'mld',
    ])
    expect(shown.filter(({ depth }) => depth === 1).map(({ field }) => field?.name)).toContain('group')
    expect(visible(tree, new Set())).toHaveLength(3)
  })

  it('finds the smallest thing that an octet belongs to: every octet of the frame has a layer', () => {
    for (let octet = 0; octet < report!.length; octet += 1) {
      const path = pathTo(tree, octet)
      expect(path.length).toBeGreaterThan(0)
      for (const { first, last } of path) expect(octet >= first && octet <= last).toBe(true)
    }
    expect(pathTo(tree, 0).at(-1)?.field?.name).toBe('destination-mac')
    expect(pathTo(tree, report!.length - 1).at(-1)?.field?.name).toBe('group')
    expect(pathTo(tree, report!.length)).toEqual([])
  })

  it('is pasted as sixteen octets a line with their places', () => {
    expect(octetsOf('0a0b0c')).toEqual(['0a', '0b', '0c'])
    expect(hexDump('00'.repeat(18)).split('\n')).toEqual([`0000  ${Array(16).fill('00').join(' ')}`, '0010  00 00'])
    expect(hexDump('')).toBe('')
  })
})

describe('what a packet says', () => {
  it('is one sentence', () => {
    expect(messageText(line)).toBe('MLDv1 report: fe80::11 is in ff0e::101')
    expect(messageText({ ...line, kind: 'query', group: null, version: 2 })).toBe('MLDv2 general query from fe80::11')
    const records = Array.from({ length: 5 }, () => ({ type: 'IS_EX' as const, group: 'ff0e::1', sources: [] }))
    expect(messageText({ ...line, version: 2, group: null, records })).toBe(
      'MLDv2 report from fe80::11: IS_EX ff0e::1, IS_EX ff0e::1, IS_EX ff0e::1, 2 more',
    )
  })

  it.each([
    [[], 'checksum', true],
    [['bad-checksum'], 'checksum', false],
    [['truncated'], 'checksum', null],
    [['truncated'], 'length', null],
    [['bad-length'], 'length', false],
    [['wrong-destination'], 'destination', false],
    [['bad-source'], 'source', false],
  ] as const)('with %j is judged: %s %s', (problems, check, ok) => {
    expect(verdictsOf({ ...line, problems }).find((verdict) => verdict.check === check)?.ok).toBe(ok)
  })
})

describe('the MAC of a group', () => {
  it.each([
    ['239.1.1.1', '01:00:5e:01:01:01'],
    ['239.129.1.1', '01:00:5e:01:01:01'],
    ['224.255.0.9', '01:00:5e:7f:00:09'],
    ['ff0e::101', '33:33:00:00:01:01'],
    ['ff3e::8000:1', '33:33:80:00:00:01'],
  ])('%s is %s', (group, mac) => expect(groupMac(group)).toBe(mac))
  it('is none of what is no address', () => expect(groupMac('x')).toBeNull())
})

describe('what a membership rests on', () => {
  const of = (more: Partial<MemberRow>) =>
    restsOn({ state: 'confirmed', family: 'ipv4', version: 2, mode: 'EXCLUDE', sources: [], ...more } as MemberRow)
  it.each([
    [{ state: 'presumed' }, 'suppressed'],
    [{ version: 1 }, 'no-leave'],
    [{ version: 2 }, 'leave-or-time'],
    [{ version: 3 }, 'speaks'],
    [{ version: 3, mode: 'INCLUDE', sources: ['10.0.0.1'] }, 'sources'],
    [{ version: 3, sources: ['10.0.0.1'] }, 'sources'],
    [{ family: 'ipv6', version: 1 }, 'leave-or-time'],
    [{ family: 'ipv6', version: 2 }, 'speaks'],
  ] as const)('%j: %s', (more, rests) => expect(of(more as Partial<MemberRow>)).toBe(rests))
})

describe('the packet behind an event', () => {
  const at = 5_000
  const base = { segment: 'a "b"/10', family: 'ipv4' as const, vlans: [10], at, groupName: null, hostName: null }
  const row = (told: object, before: EventRow['before'] = null): EventRow => ({
    key: 'a#1',
    source: 'a',
    at,
    told: { ...base, ...told } as unknown as EventRow['told'],
    vendor: null,
    before,
  })
  const host = { ip: '10.0.0.1', mac: null }
  it('is the frame that caused it, the last report where time did, the evidence of a finding', () => {
    expect(frameOf(row({ event: 'joined', group: '239.1.1.1', host, frame: 7 }))).toEqual({
      what: 'cause',
      packet: { source: 'a', frame: 7, at },
    })
    const before = { since: 0, lastReportAt: 1_000, reports: 1, state: 'confirmed' as const }
    expect(frameOf(row({ event: 'expired', group: '239.1.1.1', host, frame: null }, before))).toMatchObject({
      what: 'last-report',
      host: '10.0.0.1',
      until: 1_000,
    })
    expect(frameOf(row({ event: 'group-ended', group: '239.1.1.1' }))).toMatchObject({
      what: 'last-report',
      host: null,
    })
    const evidence = [
      { at: 1, frame: 3 },
      { at: 2, frame: null },
    ]
    expect(frameOf(row({ event: 'finding-opened', evidence }))).toMatchObject({
      what: 'evidence',
      packet: { frame: 3 },
    })
    expect(frameOf(row({ event: 'gap' }))).toEqual({ what: 'nothing' })
  })
  it('is asked for by a filter that a hostile segment cannot leave', () => {
    expect(frameOf(row({ event: 'group-started', group: '239.1.1.1' }))).toMatchObject({
      filter: 'segment:"a b/10" group:239.1.1.1',
    })
  })
})
