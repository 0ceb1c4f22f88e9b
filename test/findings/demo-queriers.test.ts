import { expect, it } from 'vitest'
import { DemoNetwork } from '../../server/capture/simulated/network.ts'
import { QUERIER_RULES } from '../../server/findings/querier-rules.ts'
import { Tap } from '../../server/tap.ts'
import { HOUR, MINUTE } from '../../shared/time.ts'

const START = Date.UTC(2025, 10, 26)
const CODES = new Set(QUERIER_RULES.map(({ code }) => code))
/** VLAN 30 has a fail-over and a host of version 1, VLAN 40 a querier that fails again and again. */
const TROUBLED = [30, 40]

it('the healthy segments of the demo are free of findings about queriers, the others are not', () => {
  const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
  const told = new Map<number, Set<string>>()
  const network = new DemoNetwork(3, START)
  for (let at = 0; at < 4 * HOUR; at += MINUTE) {
    network.advanceTo(START + at, (frame) => {
      for (const { finding, event, severity } of tap.take(frame).findings) {
        if (event === 'finding-closed' || !CODES.has(finding.code)) continue
        const vlan = finding.segment?.vlans[0] ?? 0
        told.set(vlan, (told.get(vlan) ?? new Set<string>()).add(`${finding.code} ${severity}`))
      }
    })
  }
  expect([...told.keys()].sort()).toEqual(TROUBLED)
  expect([...told.get(40)!]).toEqual(
    expect.arrayContaining(['querier-silent critical', 'querier-flaps warning', 'querier-silent information']),
  )
  expect([...told.get(30)!]).toEqual(expect.arrayContaining(['querier-changed information', 'mixed-versions warning']))
})
