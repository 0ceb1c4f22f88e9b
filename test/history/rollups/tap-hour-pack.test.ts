import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTES_OF_HOUR } from '../../../server/history/rollups/hour-pack.ts'
import { TAP_FLOWS, TAP_SIZES, TapHour } from '../../../server/history/rollups/tap-hour-pack.ts'

const count = fc.oneof(fc.nat(3), fc.nat(300), fc.nat(2 ** 31 - 1))
const numbers = (length: number) => fc.array(count, { minLength: length, maxLength: length })
const minute = fc.option(fc.record({ sizes: numbers(TAP_SIZES), flows: numbers(TAP_FLOWS) }))

it('an hour of a source comes out as it went in', () => {
  const [there, back] = [new TapHour(), new TapHour()]
  const hour = fc.array(minute, { minLength: MINUTES_OF_HOUR, maxLength: MINUTES_OF_HOUR })
  fc.assert(
    fc.property(hour, (minutes) => {
      there.clear()
      minutes.forEach((one, at) => {
        if (!one) return
        there.present[at] = 1
        there.sizes.set(one.sizes, at * TAP_SIZES)
        there.flows.set(one.flows, at * TAP_FLOWS)
      })
      back.unpack(there.pack())
      for (const part of ['present', 'sizes', 'flows'] as const) expect([...back[part]]).toEqual([...there[part]])
    }),
  )
})
