import { mac } from '../../../shared/address.ts'
import { query, says } from '../../membership/wire.ts'
import type { FindingCase, Scene } from '../scene.ts'
import { QUERIER } from './conversation.ts'

const OTHER = { srcMac: mac(0x0200000000ee) }
const join = says('TO_EX', '239.1.1.1')
const still = says('IS_EX', '239.1.1.1')

function asked(scene: Scene, cycles: number, answer: (at: number) => void): void {
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    scene.step(125 * cycle, QUERIER, query())
    answer(125 * cycle)
  }
}

/** Two hosts have one address, and both answer. */
export const addressConflict: FindingCase = {
  code: 'address-conflict',
  opens: {
    play: (scene) => {
      asked(scene, 4, (at) => {
        scene.step(at + 2, '10.0.10.11', at === 0 ? join : still)
        if (at > 0) scene.step(at + 5, '10.0.10.11', at === 125 ? join : still, OTHER)
      })
      scene.advance(1_200)
    },
    // At 130 the second one comes, at 252 the first one speaks again, at 255 the second one does; then once more.
    story: ['256 opened warning 10.0.10.11', '776 closed warning 10.0.10.11'],
  },
  almost: {
    // A router that takes an address over, and gives it back.
    play: (scene) => {
      asked(scene, 8, (at) => {
        const taken = at >= 250 && at < 625
        scene.step(at + 2, '10.0.10.11', at === 0 ? join : still, taken ? OTHER : {})
      })
      scene.advance(1_200)
    },
  },
}

/** An access point sends the reports of its hosts again under its own MAC. */
export const reflectedReports: FindingCase = {
  code: 'address-conflict',
  opens: {
    play: (scene) => {
      asked(scene, 2, (at) => {
        for (const [i, host] of ['10.0.10.11', '10.0.10.12'].entries()) {
          scene.step(at + 2 + i, host, at === 0 ? join : still)
          scene.step(at + 2.004 + i, host, at === 0 ? join : still, OTHER)
        }
      })
      scene.advance(300)
    },
    story: ['4 opened warning 02:00:00:00:00:ee'],
  },
  almost: {
    play: (scene) => {
      asked(scene, 2, (at) => {
        for (const [i, host] of ['10.0.10.11', '10.0.10.12'].entries()) {
          scene.step(at + 2 + i, host, at === 0 ? join : still)
          // The same bytes from the same MAC: what a mirror does.
          scene.step(at + 2.004 + i, host, at === 0 ? join : still)
        }
      })
      scene.advance(300)
    },
  },
}
