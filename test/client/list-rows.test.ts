import { computed, effectScope, nextTick, ref, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import { useListRows } from '../../client/lists/use-list.ts'
import { FIRST_WINDOW, type PageWindow } from '../../client/lists/window.ts'
import type { ListHead } from '../../shared/view-heads.ts'

type Row = { key: string; value: number }
const rowsOf = (keys: string, value = 0): Row[] => Array.from(keys, (key) => ({ key, value }))

function list(first: string) {
  const rows = shallowRef<readonly Row[]>(rowsOf(first))
  const stale = ref(false)
  const held = ref(false)
  const window = shallowRef<PageWindow>(FIRST_WINDOW)
  const head = shallowRef<ListHead>({ matching: 1000, total: 1000, hidden: 0, filterError: null })
  const scope = effectScope()
  const made = scope.run(() =>
    useListRows<Row>({ head: computed(() => head.value), rows: computed(() => rows.value), stale }, window, held),
  )!
  const keys = () => made.shown.value.map(({ row, gone }) => (gone ? `(${row.key})` : row.key)).join('')
  /** Another request: stale until its snapshot comes. */
  async function ask(next: PageWindow = window.value): Promise<void> {
    window.value = next
    stale.value = true
    await nextTick()
  }
  async function answer(next: string, value = 0): Promise<void> {
    rows.value = rowsOf(next, value)
    stale.value = false
    await nextTick()
  }
  return { ...made, rows, held, keys, ask, answer }
}

describe('rows of a list', () => {
  it('follow the server while nobody points at them', async () => {
    const table = list('abc')
    await table.answer('cab')
    expect(table.keys()).toBe('cab')
  })
  it('stand still under the pointer, with new values, and move when it leaves', async () => {
    const table = list('abc')
    table.held.value = true
    await nextTick()
    await table.answer('cax', 7)
    expect([table.keys(), table.behind.value, table.at(0)?.row.value]).toEqual(['a(b)c', true, 7])
    table.held.value = false
    await nextTick()
    expect([table.keys(), table.behind.value]).toEqual(['cax', false])
  })
  it('take the order of a column whose head was pressed, though the pointer is in the table', async () => {
    const table = list('abc')
    table.held.value = true
    await table.ask()
    await table.answer('cba')
    expect(table.keys()).toBe('cba')
  })
  it('keep their places while another window is under way', async () => {
    const table = list('abc')
    await table.ask({ offset: 50, limit: 100 })
    expect([table.at(0)?.row.key, table.at(50)]).toEqual(['a', null])
    await table.answer('xyz')
    expect([table.at(0), table.at(50)?.row.key, table.at(52)?.row.key]).toEqual([null, 'x', 'z'])
  })
  it('of another window are not held in the order of the one before', async () => {
    const table = list('abc')
    table.held.value = true
    await table.ask({ offset: 50, limit: 100 })
    await table.answer('bzx')
    expect(table.keys()).toBe('bzx')
  })
})
