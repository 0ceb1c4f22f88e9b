import { expect, it } from 'vitest'
import { healthOf } from '../../server/views/health.ts'
import type { IPv4 } from '../../shared/address.ts'
import { ethernet, hex, summed } from '../decode/octets.ts'
import { frameOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { leave, says, START } from '../membership/wire.ts'
import { Scene } from './scene.ts'

const A = '10.0.10.11'
const GROUP = '239.1.1.1'
const RGMP = ip('224.0.0.25')
const ALL_PIM_ROUTERS = ip('224.0.0.13')

function octets(scene: Scene, at: number, text: string, dst: IPv4): void {
  const { findings } = scene.tap.take(frameOf(ethernet(summed(hex(text)), dst), START + at * 1_000))
  scene.events.push(...findings)
}

it.each<[string, (scene: Scene, at: number) => void, string[]]>([
  ['routers that speak RGMP', (scene, at) => octets(scene, at, 'ff00000000000000', RGMP), []],
  ['routers that speak PIM version 1', (scene, at) => octets(scene, at, '1400000000000000', ALL_PIM_ROUTERS), []],
  ['leaves alone', (scene, at) => void scene.step(at, A, leave(GROUP)), []],
  ['a bad checksum', (scene, at) => void scene.step(at, A, says('TO_EX', GROUP), { badChecksum: true }), []],
  ['link-local groups', (scene, at) => void scene.step(at, A, says('TO_EX', '224.0.0.251')), ['opened information']],
  ['a link-local group that was left', leftAtOnce, ['opened information']],
])('nobody asks: %s', (_name, happens, story) => {
  const scene = new Scene()
  for (let at = 0; at < 600; at += 30) happens(scene, at)
  scene.advance(600)
  expect(scene.story('no-querier')).toEqual(story.map((words) => `135 ${words}`))
  const [segment] = scene.tap.table.segments.values()
  expect(healthOf(segment!, START + 600_000, 'running')).toEqual({ state: 'ok', condition: 'not-needed' })
})

function leftAtOnce(scene: Scene, at: number): void {
  if (at === 0) scene.step(at, A, says('TO_EX', '224.0.0.251'))
  else scene.step(at, A, says('TO_IN', '224.0.0.251'))
}
