import { describe, expect, it } from 'vitest'
import { ip } from '../generate/message.ts'
import { query } from '../membership/wire.ts'
import { converse, queries } from './cases/conversation.ts'
import { QUERIERS_CASES } from './cases/queriers-cases.ts'
import { MldScene, sameInMld } from './mld-scene.ts'

/** An MLD query without a link-local source is none (RFC 3810 s5.1.14): nobody asks from ::. */
const cases = QUERIERS_CASES.filter(({ code }) => code !== 'unnumbered-querier')

describe('findings about queriers, in MLD', () => {
  sameInMld(cases)

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
