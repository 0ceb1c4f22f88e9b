import { expect, it } from 'vitest'
import { encodeMldFrame, sixOf } from '../../server/capture/simulated/encode-mld.ts'
import type { Envelope } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { RollStep } from '../../server/roll.ts'
import { parseIPv4 } from '../../shared/address.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { START } from '../membership/wire.ts'
import { Scene, type FindingCase } from './scene.ts'

/** What is said in IGMP, said in MLD. */
export class MldScene extends Scene {
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

/** The family is data: what opens a finding in IGMP opens it in MLD, and what nearly does, does not. */
export function sameInMld(cases: readonly FindingCase[]): void {
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
}
