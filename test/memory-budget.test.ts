import { describe, expect, it } from 'vitest'
import { TableRoom } from '../server/membership/table-room.ts'
import { LEAST_MEMORY, memoryBudget, USUAL_MEMORY } from '../server/memory-budget.ts'
import { MemoryWatch } from '../server/memory-watch.ts'

const GIB = 1_024 ** 3

describe('what a bound of memory leaves for each part', () => {
  it('a gibibyte: half a million memberships, and hosts and groups with them', () => {
    expect(memoryBudget(USUAL_MEMORY, 8 * GIB)).toEqual({
      bytes: GIB,
      heapNeeded: null,
      table: { segments: 2_752, groups: 97_867, hosts: 440_401, memberships: 513_802 },
      packetBlocks: 203,
      queue: 419_430,
      history: 107_374_182,
    })
  })

  it('the design of a million hosts with two groups each fits into four', () => {
    const { table } = memoryBudget(4 * GIB, 8 * GIB)
    expect(table).toMatchObject({ segments: 4_096, groups: 200_000 })
    expect(table.hosts).toBeGreaterThan(1_000_000)
    expect(table.memberships).toBeGreaterThan(2_000_000)
  })

  it('what the engine may not use is left out, and told', () => {
    const budget = memoryBudget(4 * GIB, 1.5 * GIB)
    expect(budget.bytes).toBe(2 * GIB)
    expect(budget.heapNeeded).toBe(3_072)
    expect(memoryBudget(2 * GIB, 1.5 * GIB).table).toEqual(budget.table)
  })

  it('each part is there with the least, and none is more than four times with four times as much', () => {
    const [least, more] = [memoryBudget(LEAST_MEMORY, 8 * GIB), memoryBudget(4 * LEAST_MEMORY, 8 * GIB)]
    for (const kind of ['segments', 'groups', 'hosts', 'memberships'] as const) {
      expect(least.table[kind]).toBeGreaterThan(1_000)
      expect(more.table[kind]).toBeLessThanOrEqual(4 * least.table[kind] + 4)
    }
  })
})

describe('the watch on what is really taken', () => {
  it('closes the room above the bound and opens it below, and says so once at each turn', () => {
    const room = new TableRoom()
    const told: boolean[] = []
    let taken = 0
    const watch = new MemoryWatch({ bytes: 1_000, room, resident: () => taken, told: (closed) => told.push(closed) })
    for (const now of [500, 749, 751, 950, 700, 651, 649, 700, 2_000]) {
      taken = now
      watch.look()
    }
    expect(told).toEqual([true, false, true])
    expect(room.closed).toBe(true)
  })
})
