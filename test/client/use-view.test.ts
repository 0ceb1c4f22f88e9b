import { createApp, effectScope, nextTick, ref, shallowRef } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import type { RequestOf } from '../../client/live/connection.ts'
import { CONNECTION, useView } from '../../client/live/use-view.ts'
import type { ViewState } from '../../shared/live.ts'
import type { ListHead } from '../../shared/view-heads.ts'

type Groups = ViewState<'groups'>
const head = (matching: number): ListHead => ({ matching, total: 9, hidden: 0, filterError: null })
const request = (filter: string): RequestOf<'groups'> => ({
  view: 'groups',
  filter,
  sort: 'group',
  offset: 0,
  limit: 50,
})

/** A view in a component's place, with the connection's end in the hand of the test. */
function open() {
  const state = shallowRef<Groups | null>(null)
  const [change, stop] = [vi.fn(), vi.fn()]
  const watch = vi.fn(() => ({ state, stale: ref(false), error: ref(null), change, stop }))
  const app = createApp({})
  app.provide(CONNECTION, { watch })
  const asked = ref(request(''))
  const scope = effectScope()
  const view = app.runWithContext(() => scope.run(() => useView<'groups'>(asked)))
  if (!view) throw new Error('the scope gave no view')
  return { state, change, stop, watch, asked, scope, view }
}

describe('a view of a component', () => {
  it('shows what the connection has', async () => {
    const { state, view } = open()
    expect(view.loading.value).toBe(true)
    expect(view.rows.value).toEqual([])
    state.value = { head: head(3), rows: [] }
    await nextTick()
    expect(view.loading.value).toBe(false)
    expect(view.head.value?.matching).toBe(3)
  })

  it('asks anew when its request changes, and stops with its component', async () => {
    const { change, stop, asked, scope } = open()
    asked.value = request('vlan:10')
    await nextTick()
    expect(change).toHaveBeenCalledWith(request('vlan:10'))
    scope.stop()
    expect(stop).toHaveBeenCalledTimes(1)
    asked.value = request('vlan:20')
    await nextTick()
    expect(change).toHaveBeenCalledTimes(1)
  })

  it('stands still while paused, counts what came, and catches up', async () => {
    const { state, view } = open()
    state.value = { head: head(1), rows: [] }
    await nextTick()
    view.paused.value = true
    await nextTick()
    expect(view.held.value).toBe(0)
    for (const matching of [2, 3]) {
      state.value = { head: head(matching), rows: [] }
      await nextTick()
    }
    expect(view.head.value?.matching).toBe(1)
    expect(view.held.value).toBe(2)
    view.paused.value = false
    await nextTick()
    expect(view.head.value?.matching).toBe(3)
    expect(view.held.value).toBe(0)
  })

  it('goes on when something else is asked for', async () => {
    const { view, asked } = open()
    view.paused.value = true
    asked.value = request('host:10.0.0.5')
    await nextTick()
    expect(view.paused.value).toBe(false)
  })
})
