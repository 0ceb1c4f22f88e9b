import { describe, expect, it } from 'vitest'
import { encodeMldFrame, sixOf } from '../../server/capture/simulated/encode-mld.ts'
import type { Envelope } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { RollStep } from '../../server/roll.ts'
import { parseIPv4 } from '../../shared/address.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { query, START } from '../membership/wire.ts'
import { converse, queries } from './cases/conversation.ts'
import { QUERIERS_CASES } from './cases/queriers-cases.ts'
import { Scene } from './scene.ts'

/** The same in MLD. */
class MldScene extends Scene {
  override step(t: number, from: string, message: OutgoingMessage, envelope: Partial<Envelope> = {}): RollStep {
    const src = ip(from)
    const data = encodeMldFrame(message, { src, srcMac: macOf(src), vlans: [this.vlan], ...envelope })
    const step = this.tap.take(frameOf(data, START + t * 1_000))
    this.events.push(...step.findings)
    return step
  }
}

const inIPv6 = (line: string): string =>
  line
    .split(' ')
    .map((word) => {
      const address = parseIPv4(word)
      return address === null ? word : sixOf(address)
    })
    .join(' ')

/** An MLD query without a link-local source is none (RFC 3810 s5.1.14): nobody asks from ::. */
const cases = QUERIERS_CASES.filter(({ code }) => code !== 'unnumbered-querier')

describe('findings about queriers, in MLD', () => {
  it.each(cases)('$code opens as in IGMP', ({ code, settings, opens }) => {
    const scene = new MldScene(settings ? { settings } : {})
    opens.play(scene)
    expect(scene.story(code)).toEqual(opens.story.map(inIPv6))
  })

  it.each(cases)('$code does not open as in IGMP', ({ code, settings, almost }) => {
    const scene = new MldScene(settings ? { settings } : {})
    almost.play(scene)
    expect(scene.story(code)).toEqual([])
  })

  it('a list of allowed queriers that names none of IPv6 says nothing', () => {
    const scene = new MldScene({ settings: { queriers: [ip('10.0.10.9')] } })
    converse(scene, queries(125), 130)
    expect(scene.story('querier-changed')).toEqual([])
  })

  it('speaks of MLDv1 and MLDv2', () => {
    const scene = new MldScene()
    converse(scene, [...queries(125), [60, '10.0.10.2', query({ version: 2 })]], 130)
    const { values } = scene.events.find(({ finding }) => finding.code === 'mixed-versions')!.said
    expect(values).toMatchObject({ olderVersion: 'MLDv1', newerVersion: 'MLDv2' })
  })
})
