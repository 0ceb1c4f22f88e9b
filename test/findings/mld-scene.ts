import { encodeMldFrame } from '../../server/capture/simulated/encode-mld.ts'
import type { Envelope } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { RollStep } from '../../server/roll.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { START } from '../membership/wire.ts'
import { Scene } from './scene.ts'

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
