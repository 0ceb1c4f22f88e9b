import { describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { formatMac, mac } from '../../shared/address.ts'
import { query, says } from '../membership/wire.ts'
import { QUERIER } from './cases/conversation.ts'
import { MldScene } from './mld-scene.ts'
import { Scene } from './scene.ts'

const still = says('IS_EX', '239.1.1.1')
const OTHER = { srcMac: mac(0x0200000000ee) }

describe('address-conflict', () => {
  it('is none where a host has a new card', () => {
    const scene = new Scene()
    for (let at = 0; at < 1_000; at += 125) {
      scene.step(at, QUERIER, query())
      scene.step(at + 1, '10.0.10.11', still, at < 500 ? {} : OTHER)
    }
    expect(scene.story('address-conflict')).toEqual([])
  })

  type Sent = readonly [from: string, message: OutgoingMessage, mac: number]
  const QUERY = query()
  const OWN = 0x02000a000a01
  /** What is said in each cycle of eight. */
  const said = (scene: Scene, cycle: (n: number) => readonly Sent[]): string[] => {
    for (let n = 0; n < 8; n += 1) {
      cycle(n).forEach(([from, message, srcMac], i) => {
        scene.step(125 * n + 3 * i, from, message, { srcMac: mac(srcMac) })
      })
    }
    scene.advance(1_000)
    return scene.story('address-conflict')
  }
  const host = (srcMac: number, from = QUERIER): Sent => [from, still, srcMac]
  const asks = (srcMac: number, from = QUERIER): Sent => [from, QUERY, srcMac]

  it.each<[string, (n: number) => readonly Sent[], string[]]>([
    [
      'a host with the address of the querier',
      () => [asks(OWN), host(0x02aa00000001)],
      ['129 opened warning 10.0.10.1'],
    ],
    [
      'a querier that comes with the address of a host',
      (n) => (n === 0 ? [host(0x02aa00000001)] : [asks(OWN), host(0x02aa00000001)]),
      ['251 opened warning 10.0.10.1'],
    ],
    [
      'a host with the address of one that lost the election',
      (n) => [asks(0x020000000005, '10.0.10.5'), asks(OWN), ...(n > 1 ? [host(0x02aa00000001, '10.0.10.5')] : [])],
      ['382 opened warning 10.0.10.5'],
    ],
    ['a querier that is a member itself', () => [asks(OWN), host(OWN)], []],
    [
      'a querier that fails over and back, with what it says as a host',
      (n) => (n > 2 && n < 6 ? [asks(0x020000000ee2), host(0x020000000ee2)] : [asks(OWN), host(OWN)]),
      [],
    ],
    ['two queriers with one address are another finding', () => [asks(OWN), asks(0x020000000ee2)], []],
    ['one without an address and its hosts', () => [asks(OWN, '0.0.0.0'), host(0x02aa00000001, '0.0.0.0')], []],
    ...[0x00005e000107, 0x00005e000207, 0x00000c07ac01, 0x00000c9ff001, 0x000573a00001, 0x0007b4000102].flatMap(
      (virtual): [string, (n: number) => readonly Sent[], string[]][] => [
        [`a router that asks from ${formatMac(mac(virtual))}`, () => [asks(virtual), host(OWN)], []],
        [`a router that reports from ${formatMac(mac(virtual))}`, () => [asks(OWN), host(virtual)], []],
      ],
    ),
  ])('%s', (_name, cycle, story) => {
    expect(said(new Scene(), cycle).slice(0, 1)).toEqual(story)
    const inMld = said(new MldScene(), cycle).slice(0, 1)
    expect(inMld.map((line) => line.split(' ')[0])).toEqual(story.map((line) => line.split(' ')[0]))
  })
})
