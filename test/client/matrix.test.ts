import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellIndex, moveCursor } from '../../client/matrix/cells.ts'
import { cellFrom, cellText } from '../../client/matrix/chosen.ts'
import { asSent, CLUSTER_MOST, clustered, keepOrder, placesOf } from '../../client/matrix/cluster.ts'
import { cellAt, LABELS_MOST, matrixLayout, hasLabel } from '../../client/matrix/layout.ts'
import { cellCode, cellState } from '../../shared/cell.ts'
import type { SubscriptionsBlock } from '../../shared/view-heads.ts'

const isOrder = (order: readonly number[], count: number): boolean =>
  order.length === count && new Set(order).size === count && order.every((place) => place >= 0 && place < count)

describe('clustering', () => {
  it('puts hosts with the same groups together, and groups with the same hosts', () => {
    // Hosts 0 and 2 watch groups 0 and 2; hosts 1 and 3 watch groups 1 and 3.
    const cells = [0, 0, 1, 0, 2, 1, 1, 1, 1, 1, 3, 1, 2, 0, 1, 2, 2, 1, 3, 1, 1, 3, 3, 1]
    expect(clustered(4, 4, cells)).toEqual({ hosts: [0, 2, 1, 3], groups: [0, 2, 1, 3] })
  })
  it('begins with the fullest host', () => {
    expect(clustered(3, 3, [0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 2, 1, 2, 0, 1, 2, 1, 1]).hosts).toEqual([1, 2, 0])
  })
  it('keeps the order that was sent where nothing tells hosts apart', () => {
    expect(clustered(3, 1, [0, 0, 1, 1, 0, 1, 2, 0, 1])).toEqual(asSent(3, 1))
  })
  it('of any cells gives each host and each group once', () => {
    const block = fc
      .tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 70 }))
      .chain(([hosts, groups]) =>
        fc.tuple(
          fc.constant(hosts),
          fc.constant(groups),
          hosts * groups === 0
            ? fc.constant([])
            : fc.array(fc.tuple(fc.nat(hosts - 1), fc.nat(groups - 1), fc.nat(1)), { maxLength: 200 }),
        ),
      )
    fc.assert(
      fc.property(block, ([hosts, groups, cells]) => {
        const order = clustered(hosts, groups, cells.flat())
        return isOrder(order.hosts, hosts) && isOrder(order.groups, groups)
      }),
      { numRuns: 60 },
    )
  })
  it('orders by pattern where the nearest neighbour would cost too much', () => {
    const many = CLUSTER_MOST + 1
    const cells = Array.from({ length: many }, (_, host) => [host, host % 2, 1]).flat()
    const { hosts } = clustered(many, 2, cells)
    expect(isOrder(hosts, many)).toBe(true)
    const changes = hosts.filter((host, index) => index > 0 && host % 2 !== (hosts[index - 1] ?? 0) % 2)
    expect(changes).toHaveLength(1)
  })
})

describe('an order that is kept', () => {
  it.each([
    ['the same', ['a', 'b'], ['b', 'a'], [1, 0]],
    ['what is new comes last', ['a', 'b'], ['x', 'b', 'a'], [2, 1, 0]],
    ['what is gone leaves no hole', ['a', 'b', 'c'], ['c', 'a'], [1, 0]],
    ['nothing before', [], ['a', 'b'], [0, 1]],
  ])('%s', (_name, before, keys, expected) => {
    expect(keepOrder(before, keys)).toEqual(expected)
  })
})

describe('cells', () => {
  it('are found by host and group', () => {
    const cells = cellIndex([0, 1, 1, 2, 0, 0, 1, 1, 2], 3)
    expect([1, 6, 4, 0].map((place) => cells.get(place))).toEqual(['confirmed', 'presumed', 'unknown', undefined])
  })
  it.each(['presumed', 'confirmed', 'unknown'] as const)('%s has a number for itself', (state) => {
    expect(cellState(cellCode(state))).toBe(state)
  })
  it.each([3, -1, 0.5, Number.NaN, undefined])('a number that stands for nothing is not known: %s', (code) => {
    expect(cellState(code)).toBe('unknown')
  })
  it.each([
    ['ArrowRight', { row: 0, column: 1 }],
    ['ArrowLeft', { row: 0, column: 0 }],
    ['ArrowDown', { row: 1, column: 0 }],
    ['ArrowUp', { row: 0, column: 0 }],
    ['End', { row: 0, column: 2 }],
    ['PageDown', { row: 1, column: 0 }],
    ['x', null],
  ])('%s moves the cursor and stays inside', (key, expected) => {
    expect(moveCursor({ row: 0, column: 0 }, key, 2, 3)).toEqual(expected)
  })
  it('an empty block has no place to go', () => {
    expect(moveCursor({ row: 0, column: 0 }, 'End', 0, 0)).toEqual({ row: 0, column: 0 })
  })
})

describe('layout', () => {
  const labels = (count: number, text = '10.0.0.1') => Array.from({ length: count }, () => text)
  const widthOf = (label: string): number => label.length * 7
  const layout = matrixLayout(labels(3), labels(4, '239.1.1.1'), 'all hosts', false, widthOf)
  it('finds the cell under a point, and none beside the cells', () => {
    const { left, top, cellWidth, cellHeight } = layout
    expect(cellAt(layout, left + 1, top + 1)).toEqual({ row: 0, column: 0 })
    expect(cellAt(layout, left + 4 * cellWidth - 1, top + 3 * cellHeight - 1)).toEqual({ row: 2, column: 3 })
    expect(cellAt(layout, left - 1, top + 1)).toBeNull()
    expect(cellAt(layout, left + 4 * cellWidth, top + 1)).toBeNull()
    expect(cellAt(layout, left + 1, top + 3 * cellHeight)).toBeNull()
  })
  it('gives the longest label and the word below the hosts their room', () => {
    const wide = matrixLayout(labels(3), labels(4), 'todos os hosts do segmento', false, widthOf)
    expect(wide.left).toBeGreaterThan(layout.left)
    expect(layout.width).toBeGreaterThan(layout.left + 4 * layout.cellWidth)
  })
  // Eighty letters that are wider than most were cut at the edge of the picture.
  it('has room for labels as wide as they are', () => {
    const { left, top } = matrixLayout(['Ö'], ['Ö'], '', false, () => 300)
    expect(left).toBeGreaterThan(300)
    expect(top).toBeGreaterThan(300 * Math.sin(Math.PI / 3))
  })
  it('shows all column labels only as long as they do not cover each other', () => {
    const few = matrixLayout(labels(100), labels(LABELS_MOST), '', true, widthOf)
    const many = matrixLayout(labels(100), labels(LABELS_MOST + 1), '', true, widthOf)
    expect([few.allLabels, many.allLabels]).toEqual([true, false])
    expect(few.cellWidth).toBeGreaterThanOrEqual(16)
    expect(many.cellWidth).toBeLessThan(16)
  })
})

describe('labels of many columns', () => {
  const labelled = (near: number | null, allLabels = false): number[] =>
    Array.from({ length: 30 }, (_, column) => column).filter((column) => hasLabel({ allLabels }, column, near))
  it('are read near the pointer, as many as do not cover each other', () => {
    expect(labelled(null)).toEqual([])
    expect(labelled(15)).toEqual([7, 9, 11, 13, 15, 17, 19, 21, 23])
    expect(labelled(1)).toEqual([1, 3, 5, 7, 9])
    expect(labelled(null, true)).toHaveLength(30)
  })
})

describe('places in an order', () => {
  it('are its inverse, with what is left out unknown', () => {
    expect(placesOf([2, 0, 3], 5)).toEqual([1, undefined, 0, 2, undefined])
  })
})

describe('the cell in the address', () => {
  const block: SubscriptionsBlock = {
    key: 'k',
    segment: 'a~b/vxlan:5000/10',
    family: 'ipv4',
    state: 'ok',
    hosts: [
      { ip: '10.0.0.5', mac: '02:00:00:00:00:05', name: null, vendor: 'Acme', confirmed: 1, presumed: 0, unknown: 0 },
      { ip: '10.0.0.6', mac: null, name: null, vendor: null, confirmed: 0, presumed: 1, unknown: 0 },
    ],
    groups: [{ group: '239.1.1.1', name: null, confirmed: 1, presumed: 1, unknown: 0 }],
    cells: [0, 0, 1, 1, 0, 0],
    matchingHosts: 2,
    matchingGroups: 1,
  }
  it.each([0, 1])('is found again: host %i', (row) => {
    const host = block.hosts[row]!
    const text = cellText({ segment: block.segment, host, group: '239.1.1.1' })
    expect(cellFrom(text, [{ ...block, segment: 'other' }, block])).toMatchObject({
      segment: block.segment,
      host: { ip: host.ip, mac: host.mac },
      vendor: host.vendor,
      state: row === 0 ? 'confirmed' : 'presumed',
    })
  })
  it.each([null, '', 'x', 'a~b/vxlan:5000/10~10.0.0.9~~239.1.1.1', 'a~b/vxlan:5000/10~10.0.0.6~~239.1.1.2'])(
    'is none: %j',
    (text) => {
      expect(cellFrom(text, [block])).toBeNull()
    },
  )
})
