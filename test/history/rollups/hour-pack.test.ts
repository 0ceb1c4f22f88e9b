import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FLOW_COLUMNS,
  Hour,
  MESSAGE_COLUMNS,
  MINUTES_OF_HOUR,
  SIZE_COLUMNS,
  SLOTS,
} from '../../../server/history/rollups/hour-pack.ts'

const count = fc.oneof(fc.nat(3), fc.nat(300), fc.nat(2 ** 31 - 1))
const size = fc.tuple(count, count, count)

describe('an hour of minutes', () => {
  it('comes out as it went in', () => {
    const minutes = fc.array(fc.option(size), { minLength: MINUTES_OF_HOUR, maxLength: MINUTES_OF_HOUR })
    const flows = fc.array(count, { minLength: SLOTS * FLOW_COLUMNS, maxLength: SLOTS * FLOW_COLUMNS })
    const messages = fc.array(count, { minLength: SLOTS * MESSAGE_COLUMNS, maxLength: SLOTS * MESSAGE_COLUMNS })
    const [there, back] = [new Hour(), new Hour()]
    fc.assert(
      fc.property(minutes, flows, messages, (sizes, happened, said) => {
        there.clear()
        sizes.forEach((one, minute) => {
          if (!one) return
          there.present[minute] = 1
          there.sizes.set(one, minute * SIZE_COLUMNS)
        })
        there.flows.set(happened)
        there.messages.set(said)
        back.unpack(there.pack())
        expect([...back.present]).toEqual([...there.present])
        expect([...back.sizes]).toEqual([...there.sizes])
        expect([...back.flows]).toEqual(happened)
        expect([...back.messages]).toEqual(said)
        expect(back.byKind).toBe(true)
      }),
    )
  })

  it('of a quiet segment takes less than 300 octets', () => {
    const hour = new Hour()
    hour.present.fill(1)
    for (let minute = 0; minute < MINUTES_OF_HOUR; minute += 1) {
      hour.sizes.set([400, 1_200 + (minute % 7), 2_400], minute * SIZE_COLUMNS)
    }
    hour.flows.fill(90)
    hour.messages.fill(90)
    expect(hour.pack().length).toBeLessThan(300)
  })

  it('of a version that did not count messages by kind is read, and says so', () => {
    const [there, back] = [new Hour(), new Hour()]
    there.present[7] = 1
    there.sizes.set([3, 4, 5], 7 * SIZE_COLUMNS)
    there.flows.fill(300)
    const packed = there.pack()
    // Its messages are nothing, an octet each: what an older version wrote ends before them.
    back.unpack(packed.subarray(0, packed.length - SLOTS * MESSAGE_COLUMNS))
    expect(back.byKind).toBe(false)
    expect([...back.flows]).toEqual([...there.flows])
    expect(back.sizes[7 * SIZE_COLUMNS + 2]).toBe(5)
    back.unpack(packed)
    expect(back.byKind).toBe(true)
  })
})
