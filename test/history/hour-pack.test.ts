import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLOW_COLUMNS, Hour, MINUTES_OF_HOUR, SIZE_COLUMNS, SLOTS } from '../../server/history/hour-pack.ts'

const count = fc.oneof(fc.nat(3), fc.nat(300), fc.nat(2 ** 31 - 1))
const size = fc.tuple(count, count, count)

describe('an hour of minutes', () => {
  it('comes out as it went in', () => {
    const minutes = fc.array(fc.option(size), { minLength: MINUTES_OF_HOUR, maxLength: MINUTES_OF_HOUR })
    const flows = fc.array(count, { minLength: SLOTS * FLOW_COLUMNS, maxLength: SLOTS * FLOW_COLUMNS })
    const [there, back] = [new Hour(), new Hour()]
    fc.assert(
      fc.property(minutes, flows, (sizes, happened) => {
        there.clear()
        sizes.forEach((one, minute) => {
          if (!one) return
          there.present[minute] = 1
          there.sizes.set(one, minute * SIZE_COLUMNS)
        })
        there.flows.set(happened)
        back.unpack(there.pack())
        expect([...back.present]).toEqual([...there.present])
        expect([...back.sizes]).toEqual([...there.sizes])
        expect([...back.flows]).toEqual(happened)
      }),
    )
  })

  it('of a quiet segment takes less than 260 octets', () => {
    const hour = new Hour()
    hour.present.fill(1)
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      hour.sizes.set([400, 1_200 + (minute % 7), 2_400], minute * SIZE_COLUMNS)
    }
    hour.flows.fill(90)
    expect(hour.pack().length).toBeLessThan(260)
  })
})
