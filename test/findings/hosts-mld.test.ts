import { describe, expect, it } from 'vitest'
import { says, v2 } from '../membership/wire.ts'
import { answers, converse, queries, type Line } from './cases/conversation.ts'
import { HOSTS_CASES } from './cases/hosts-cases.ts'
import { MldScene, sameInMld } from './mld-scene.ts'

/** The addresses of named services are others in IPv6. */
const cases = HOSTS_CASES.filter(({ code }) => code !== 'lost-receiver')

describe('findings about hosts, in MLD', () => {
  sameInMld(cases)

  it('speaks of MLDv1, and knows the group of mDNS', () => {
    const scene = new MldScene()
    const lines: Line[] = [
      ...queries(750),
      [20, '10.0.10.11', v2('232.1.1.2')],
      [20, '10.0.10.12', says('TO_EX', '224.0.0.251')],
      [128, '10.0.10.12', says('IS_EX', '224.0.0.251')],
    ]
    converse(scene, lines, 400)
    expect(scene.story('lost-receiver')).toEqual(['388 opened warning ff02::fb'])
    const values = scene.events.map(({ finding }) => finding.values)
    expect(values).toContainEqual({ host: 'fe80::a00:a0b', group: 'ff3e::8001:102', protocol: 'MLDv1' })
    expect(values.find((each) => 'service' in each)?.['service']).toBe('mDNS')
  })

  it('knows of a receiver of MLDv1 that is alone in its group when it is lost', () => {
    const scene = new MldScene()
    const mdns = v2('224.0.0.251')
    converse(scene, [...queries(750, { version: 2 }), ...answers(300, '10.0.10.11', mdns)], 600)
    expect(scene.story('lost-receiver')).toEqual(['513 opened warning ff02::fb'])
  })
})
