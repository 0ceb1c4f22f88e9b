import { describe, expect, it } from 'vitest'
import { FAULTY_SENDERS_KEPT } from '../../server/conduct/sender-faults.ts'
import { groupMac, SharedMacs } from '../../server/conduct/shared-macs.ts'
import { findingLine } from '../../server/findings/line.ts'
import type { FindingCode } from '../../shared/finding.ts'
import { parseAddress } from '../../shared/address.ts'
import { ip } from '../generate/message.ts'
import { query, says } from '../membership/wire.ts'
import { answers, converse, queries, QUERIER, type Line } from './cases/conversation.ts'
import { WIRE_CASES } from './cases/wire-cases.ts'
import { MldScene } from './mld-scene.ts'
import { Scene } from './scene.ts'

const NOTHING = { at: 0, mode: 'EXCLUDE', sources: [], blocked: [], reason: null } as const
const still = says('IS_EX', '239.1.1.1')
const openLines = (scene: Scene, code: FindingCode) =>
  [...scene.tap.watch.book.open()]
    .filter((finding) => finding.code === code)
    .map((finding) =>
      findingLine({
        event: 'finding-opened',
        at: finding.openedAt,
        finding,
        severity: finding.severity,
        said: finding,
      }),
    )

describe('bad-sender', () => {
  it('becomes a warning when what is said gets lost, as a share of all that was said', () => {
    const scene = new Scene()
    for (let at = 0; at < 8; at += 1) scene.step(at, '10.0.10.11', says('TO_EX', `239.1.1.${at}`))
    scene.step(8, '10.0.10.11', still, { routerAlert: false })
    scene.step(9.5, '10.0.10.11', still, { badChecksum: true })
    scene.advance(20)
    expect(scene.story('bad-sender')).toEqual(['9 opened information 10.0.10.11', '10 changed warning 10.0.10.11'])
    const [line] = openLines(scene, 'bad-sender')
    expect(line).toMatchObject({
      values: { faulty: 2, messages: 10, percent: 20, faults: 'bad-checksum 1, no-router-alert 1' },
      count: 2,
      evidence: [{ frame: 9 }, { frame: 10 }],
    })
    expect(line?.sentence).toContain('Faulty are 2 of its 10 messages (20 %)')
  })

  it('is bounded, and counts whom it does not keep', () => {
    const scene = new Scene()
    for (let i = 0; i < FAULTY_SENDERS_KEPT + 3; i += 1) {
      scene.step(i / 1_000, `10.0.${i >> 8}.${i & 255}`, still, { routerAlert: false })
    }
    const [conduct] = scene.tap.watch.conducts.values()
    expect(conduct?.wire.untracked).toBe(3)
  })

  it("the group of a leave or of an old report may be wrong too; truncation is not the sender's", () => {
    const scene = new Scene()
    scene.step(0, '10.0.10.11', { kind: 'leave', group: ip('239.1.1.1') }, { dst: ip('239.9.9.9') })
    scene.advance(2)
    expect(scene.open()).toContain('bad-sender warning 10.0.10.11')
  })
})

describe('the global leave of a switch', () => {
  it('is no fault, and no leave of any group', () => {
    const scene = new Scene()
    converse(scene, [...queries(250), ...answers(250, '10.0.10.11', still)], 260)
    const { events } = scene.step(270, '10.0.10.254', { kind: 'leave', group: ip('0.0.0.0') })
    scene.advance(300)
    expect(events).toEqual([])
    expect(scene.open()).toEqual([])
  })
})

describe('foreign-subnet', () => {
  const natives = (count: number, net = '10.0.10'): Line[] =>
    Array.from({ length: count }, (_, i) => answers(500, `${net}.${11 + i}`, still, 1 + i / 10)).flat()
  const heard = (lines: readonly Line[], settings = {}): Scene => {
    const scene = new Scene({ settings })
    converse(scene, lines, 500)
    return scene
  }
  const prefixes = [{ address: ip('10.0.10.0'), bits: 24 }]

  it('needs no learning where prefixes are set', () => {
    const scene = heard([...queries(0), [1, '10.0.11.5', still], [2, '10.0.10.5', still]], { prefixes })
    expect(scene.story('foreign-subnet')[0]).toBe('2 opened warning 10.0.11.5')
    expect(scene.story('foreign-subnet')).toHaveLength(1)
  })

  it('says so of a querier, and of a host that nobody gave an address', () => {
    const scene = heard(
      [
        [0, '192.168.1.1', query()],
        [1, '169.254.3.4', still],
      ],
      { prefixes },
    )
    expect(openLines(scene, 'foreign-subnet').map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('Queries come from 192.168.1.1'),
      expect.stringContaining('169.254.3.4 gave itself its address'),
    ])
  })

  it.each<[string, Line[], string[]]>([
    ['nine hosts are too few to learn from', [...natives(8), ...answers(500, '10.0.20.9', still)], []],
    ['two halves of one /23', [...natives(10), ...natives(10, '10.0.11')], []],
    [
      'outside of that /23',
      [...natives(10), ...natives(10, '10.0.11'), ...answers(500, '10.0.20.9', still)],
      ['10.0.20.9'],
    ],
    ['0.0.0.0 is nowhere', [...natives(10), ...answers(500, '0.0.0.0', still)], []],
  ])('%s', (_name, lines, expected) => {
    const found = openLines(heard([...queries(500), ...lines]), 'foreign-subnet')
    expect(found.map(({ host }) => host?.ip)).toEqual(expected)
  })
})

describe('mac-collision', () => {
  it.each([
    ['239.129.1.1', '01:00:5e:01:01:01'],
    ['224.0.0.251', '01:00:5e:00:00:fb'],
    ['ff0e::1:ff00:102', '33:33:ff:00:01:02'],
  ])('%s has the MAC %s', (group, expected) => expect(groupMac(parseAddress(group)!)).toBe(expected))

  it('is told in IPv6 by the low 32 bits', () => {
    const scene = new MldScene()
    scene.step(0, QUERIER, query())
    const macs = new SharedMacs(scene.segment)
    const happens = (event: 'group-started' | 'group-ended', text: string): void =>
      macs.tell({ ...NOTHING, event, segment: scene.segment.segment, group: parseAddress(text)! })
    for (const group of ['ff0e::101', 'ff05::1:0:101', 'ff02::2:0:101', 'ff0e::102']) happens('group-started', group)
    expect([...macs.collisions].map(([key, groups]) => [key, ...groups])).toEqual([
      ['33:33:00:00:01:01', 'ff0e::101', 'ff05::1:0:101'],
    ])
    happens('group-ended', 'ff0e::101')
    expect(macs.collisions.size).toBe(0)
    happens('group-started', 'ff0e::101')
    expect(macs.collisions.size).toBe(1)
  })

  it('names each group of three, and ends when one is left', () => {
    const scene = new Scene()
    converse(
      scene,
      [
        [1, '10.0.10.11', says('TO_EX', '239.1.1.1')],
        [50, '10.0.10.11', says('TO_EX', '238.1.1.1')],
        [100, '10.0.10.11', says('TO_EX', '237.1.1.1')],
      ],
      150,
    )
    expect(openLines(scene, 'mac-collision')[0]?.values['groups']).toBe('239.1.1.1, 238.1.1.1, 237.1.1.1')
    scene.advance(1_000)
    expect(openLines(scene, 'mac-collision')).toEqual([])
  })
})

describe('proxy-reporting', () => {
  it('is none where a host without an address is in local groups alone', () => {
    const scene = new Scene()
    converse(scene, [...queries(500), ...answers(500, '0.0.0.0', says('IS_EX', '224.0.0.251'))], 600)
    expect(scene.story('proxy-reporting')).toEqual([])
  })
})

describe('loop', () => {
  it.each<[string, number, number]>([
    ['ten copies 1 ms apart', 10, 1],
    ['six copies 2 ms apart', 6, 2],
  ])('%s, once, are one', (_name, count, apart) => {
    const scene = new Scene({ dedupe: 5 })
    scene.step(0, QUERIER, query())
    for (let i = 0; i < 8; i += 1) scene.step(1 + i, `10.0.10.${11 + i}`, still)
    for (let copy = 0; copy < count; copy += 1) scene.step(100 + (copy * apart) / 1_000, '10.0.10.11', still)
    scene.advance(102)
    expect(scene.story('loop')).toEqual(['101 opened critical'])
  })

  it('is one finding that names whose frames go round', () => {
    const scene = new Scene({ dedupe: 5 })
    for (const [i, host] of ['10.0.10.11', '10.0.10.12'].entries()) {
      for (let copy = 0; copy < 12; copy += 1) scene.step(1 + i / 10 + copy / 10_000, host, still)
    }
    scene.advance(3)
    const [line, ...others] = openLines(scene, 'loop')
    expect(others).toEqual([])
    expect(line).toMatchObject({ count: 8, values: { senders: '02:00:0a:00:0a:0b, 02:00:0a:00:0a:0c' } })
  })
})

describe('in MLD', () => {
  const FAMILY_FREE: readonly FindingCode[] = ['loop', 'tap-limits', 'address-conflict']
  const cases = WIRE_CASES.filter(({ code }) => FAMILY_FREE.includes(code))
  const words = (story: readonly string[]): string[] => story.map((line) => line.split(' ').slice(0, 3).join(' '))

  it.each(cases)('$code opens as in IGMP, and almost does', ({ code, dedupe = 0, opens, almost }) => {
    const scene = new MldScene({ dedupe })
    opens.play(scene)
    expect(words(scene.story(code))).toEqual(words(opens.story))
    const other = new MldScene({ dedupe })
    almost.play(other)
    expect(other.story(code)).toEqual([])
  })

  it('link-local addresses have no subnet to be foreign to', () => {
    const scene = new MldScene({ settings: { prefixes: [{ address: ip('10.0.10.0'), bits: 24 }] } })
    converse(scene, [...queries(500), ...answers(500, '10.0.20.9', still)], 500)
    expect(scene.story('foreign-subnet')).toEqual([])
  })
})
