import { expect, it } from 'vitest'
import { DemoNetwork } from '../../server/capture/simulated/network.ts'
import { WIRE_RULES } from '../../server/findings/wire-rules.ts'
import { Tap } from '../../server/tap.ts'
import { HOUR, MINUTE } from '../../shared/time.ts'

const START = Date.UTC(2025, 10, 26)
const CODES = new Set(WIRE_RULES.map(({ code }) => code))

it('the demo has hosts without Router Alert and a mirror that shows copies, and nothing worse', () => {
  const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
  const told = new Set<string>()
  const network = new DemoNetwork(3, START)
  for (let at = 0; at < 4 * HOUR; at += MINUTE) {
    network.advanceTo(START + at, (frame) => {
      for (const { finding, severity } of tap.take(frame).findings) {
        if (CODES.has(finding.code)) told.add(`${finding.segment?.name ?? 'tap'} ${finding.code} ${severity}`)
      }
    })
  }
  expect([...told].sort()).toEqual(['10 bad-sender information', 'tap tap-limits information'])
  expect(tap.watch.sight()[0]?.code).toBe('both-directions')
  for (const { wire } of tap.watch.conducts.values()) expect(wire.untracked).toBe(0)
})
