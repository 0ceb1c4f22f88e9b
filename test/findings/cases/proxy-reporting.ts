import { mac } from '../../../shared/address.ts'
import { query, record, says, v3 } from '../../membership/wire.ts'
import type { FindingCase, Scene } from '../scene.ts'
import { answers, converse, queries, QUERIER } from './conversation.ts'

const SWITCH = { srcMac: mac(0x0200000000ee) }
const still = says('IS_EX', '239.1.1.1')

function answered(scene: Scene, cycles: number, from: (cycle: number) => string): void {
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    scene.step(125 * cycle, QUERIER, query())
    scene.step(125 * cycle + 3, from(cycle), cycle === 0 ? says('TO_EX', '239.1.1.1') : still, SWITCH)
  }
}

/** A switch reports from 0.0.0.0 for its hosts, for longer than a host is without an address. */
export const proxyReporting: FindingCase = {
  code: 'proxy-reporting',
  opens: {
    play: (scene) => {
      answered(scene, 5, () => '0.0.0.0')
      scene.advance(600)
    },
    story: ['379 opened information 02:00:00:00:00:ee'],
  },
  almost: {
    // A host that has an address after a while.
    play: (scene) => {
      answered(scene, 5, (cycle) => (cycle < 2 ? '0.0.0.0' : '10.0.10.20'))
      scene.advance(600)
    },
  },
}

/** An access point stands before five hosts. */
export const manyAddresses: FindingCase = {
  code: 'proxy-reporting',
  opens: {
    play: (scene) => {
      scene.step(0, QUERIER, query())
      for (let i = 0; i < 5; i += 1) scene.step(1 + i, `10.0.10.2${i}`, says('TO_EX', '239.1.1.1'), SWITCH)
      scene.advance(100)
    },
    story: ['6 opened information 02:00:00:00:00:ee'],
  },
  almost: {
    // A router with an address of its own for each of four networks.
    play: (scene) => {
      scene.step(0, QUERIER, query())
      for (let i = 0; i < 4; i += 1) scene.step(1 + i, `10.0.${i}.1`, says('TO_EX', '239.1.1.1'), SWITCH)
      scene.advance(100)
    },
  },
}

const holds = (from: number, count: number) =>
  v3(...Array.from({ length: count }, (_, i) => record('IS_EX', `239.2.1.${from + i}`)))

/** One address has nearly everything. */
export const oneForAll: FindingCase = {
  code: 'proxy-reporting',
  opens: {
    play: (scene) =>
      converse(
        scene,
        [...queries(250), ...answers(250, '10.0.10.20', holds(1, 30)), ...answers(250, '10.0.10.21', holds(1, 2), 5)],
        260,
      ),
    story: ['6 opened information 10.0.10.20'],
  },
  almost: {
    // A recorder that takes all there is, while the viewers are there too.
    play: (scene) =>
      converse(
        scene,
        [...queries(250), ...answers(250, '10.0.10.20', holds(1, 30)), ...answers(250, '10.0.10.21', holds(1, 4), 2)],
        260,
      ),
  },
}
