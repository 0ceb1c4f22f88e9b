import { readdirSync, readFileSync } from 'node:fs'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { ALL_V3_ROUTERS } from '../../shared/address.ts'
import { flowSample, overUdp, sflow } from '../generate/carrier.ts'
import { mldFrame, octetsOf } from '../generate/mld.ts'
import { join } from '../generate/octets.ts'
import { pppoe, TUNNELS } from '../generate/tunnel.ts'
import { ethernet, GROUP, hex, summed } from './octets.ts'

const CAPTURES = new URL('../fixtures/captures/', import.meta.url)

export interface Honest {
  data: Uint8Array
  linkType: number
}

function captured(): Honest[] {
  const frames: Honest[] = []
  for (const folder of ['cases', 'links', 'stacks']) {
    for (const file of readdirSync(new URL(folder, CAPTURES)).filter((name) => /\.pcap(ng)?$/.test(name))) {
      const reader = new CaptureReader(({ data, start, end, linkType }) => {
        frames.push({ data: data.slice(start, end), linkType })
      })
      reader.push(readFileSync(new URL(`${folder}/${file}`, CAPTURES)))
      reader.end()
    }
  }
  return frames
}

const group = octetsOf('ff0e::101')
const igmp = ethernet(summed(hex('22000000 00000001 05000001 ef010101 0a000001')), ALL_V3_ROUTERS)
export const MLD_FRAMES: readonly Uint8Array[] = [
  mldFrame(join(hex('83000000 00000000'), group), 'ff0e::101'),
  mldFrame(join(hex('84000000 00000000'), group), 'ff02::2'),
  mldFrame(hex(`82000000 2710 0000 ${'00'.repeat(16)} 027d0000`), 'ff02::1', { src: 'fe80::1' }),
  mldFrame(hex(`82000000 2710 0000 ${'00'.repeat(16)}`), 'ff02::1', { src: 'fe80::1' }),
  mldFrame(join(hex('8f000000 00000001 05000001'), group, octetsOf('2001:db8::a')), 'ff02::16'),
  mldFrame(hex('98000000'), 'ff02::2'),
]

/** Frames of all fixtures, and each tunnel around IGMP and MLD: what mutants are made of. */
export function honestFrames(): Honest[] {
  const inner = [ethernet(summed(hex('16000000ef010101')), GROUP), igmp, ...MLD_FRAMES]
  const made = [
    ...MLD_FRAMES,
    ...inner.flatMap((frame) => [...TUNNELS.map(({ wrap }) => wrap(frame)), pppoe(frame, '8100000a')]),
    overUdp(6_343, sflow([flowSample(igmp), flowSample(MLD_FRAMES[0]!, 128, true), flowSample(igmp, 40)])),
  ]
  return [...captured(), ...made.map((data) => ({ data, linkType: 1 }))]
}
