import { describe, expect, it } from 'vitest'
import { whyNoBrowser } from '../browser/chromium.ts'
import { madeBytes } from './heap.ts'
import { slopeOf } from './slope.ts'
import { soak } from './soak.ts'

const reason = whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: a wall that is open for a long time: ${reason}`)

const TEST_MS = 400_000
const UPDATES = 3_000
/** Text that is shown differently, and what the engine keeps of its own code. */
const MAY_GROW = 1.08
const OBJECTS_MAY_GROW = 1.02

describe('the slope of a line', () => {
  it('is what it grows by, and the noise what is left', () => {
    expect(slopeOf([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))).toEqual({ slope: 2, noise: 0 })
    const { slope, noise } = slopeOf([0, 1, 2, 3].map((x) => ({ x, y: x % 2 })))
    expect(slope).toBeCloseTo(0.2)
    expect(noise).toBeGreaterThan(0.4)
  })
})

describe('the objects of a heap', () => {
  it("are what scripts made, without code and what is the browser's", () => {
    const meta = { node_fields: ['type', 'self_size'], node_types: [['code', 'object', 'native', 'string']] as const }
    expect(madeBytes({ snapshot: { meta }, nodes: [0, 1_000, 1, 24, 2, 500, 3, 16, 1, 8] })).toBe(48)
  })
})

describe.skipIf(reason !== null)('a wall that is open for a long time', () => {
  it('makes nothing anew and holds nothing back', { timeout: TEST_MS }, async () => {
    const [, half, end] = await soak({ updates: UPDATES, samples: 2, warmUp: 1_500 })
    if (!half || !end) throw new Error('two samples were asked for')
    expect(end.updates).toBe(UPDATES)
    expect(end.canvases).toBe(half.canvases)
    expect(end.listeners).toBeLessThanOrEqual(half.listeners + 8)
    expect(end.nodes).toBeLessThan(half.nodes * MAY_GROW)
    expect(end.heapBytes).toBeLessThan(half.heapBytes * MAY_GROW)
    expect(end.objectBytes).toBeLessThan(half.objectBytes * OBJECTS_MAY_GROW)
  })
})
