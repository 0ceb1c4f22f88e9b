import { nextTick } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { createConnection, type ConnectionSink, type LiveSocket } from '../../client/live/connection.ts'
import type { ViewChange, ViewRequest, ViewState } from '../../shared/live.ts'
import type { OverviewHead } from '../../shared/view-heads.ts'
import { segment } from './segment.ts'

type Listener = (...args: unknown[]) => void

/** A socket whose other end is the test. */
class FakeSocket implements LiveSocket {
  connected = false
  readonly sent: unknown[][] = []
  private readonly listeners = new Map<string, Listener>()
  on(event: string, listener: never): void {
    this.listeners.set(event, listener)
  }
  emit(...message: unknown[]): void {
    this.sent.push(message)
  }
  receive(event: string, ...args: unknown[]): void {
    this.listeners.get(event)?.(...args)
  }
  connect(): void {
    this.connected = true
    this.receive('connect')
  }
  disconnect(): void {
    this.connected = false
    this.receive('disconnect')
  }
  /** Numbers and requests of the watches since the last look. */
  watches(): [number, ViewRequest][] {
    return this.sent
      .splice(0)
      .flatMap(([event, id, request]) => (event === 'watch' ? [[id, request] as [number, ViewRequest]] : []))
  }
}

const head = {} as OverviewHead
const overview = (...names: string[]): ViewState<'overview'> => ({ head, rows: names.map((name) => segment(name)) })
const sink = () => ({ hello: vi.fn(), pulse: vi.fn(), connected: vi.fn(), upToDate: vi.fn() }) satisfies ConnectionSink

function open() {
  const socket = new FakeSocket()
  const told = sink()
  const connection = createConnection(socket, told)
  const view = connection.watch<'overview'>({ view: 'overview' })
  const names = () => view.state.value?.rows.map(({ key }) => key)
  const snapshot = (id: number, seq: number, ...rows: string[]) => {
    const received = vi.fn()
    socket.receive('snapshot', id, { seq, state: overview(...rows) }, received)
    return received
  }
  const change = (id: number, update: ViewChange<'overview'>) => {
    const received = vi.fn()
    socket.receive('change', id, update, received)
    return received
  }
  return { socket, told, connection, view, names, snapshot, change }
}

describe('a watched view', () => {
  it('is asked for when there is a connection, not before', () => {
    const { socket } = open()
    expect(socket.sent).toEqual([])
    socket.connect()
    expect(socket.watches()).toEqual([[1, { view: 'overview' }]])
  })

  it('is the snapshot with its changes folded in', () => {
    const { socket, view, names, snapshot, change } = open()
    socket.connect()
    expect(view.state.value).toBeNull()
    expect(view.stale.value).toBe(true)
    snapshot(1, 7, 'a', 'b')
    expect(view.stale.value).toBe(false)
    change(1, { seq: 8, upsert: [segment('c')], order: ['c', 'a'] })
    change(1, { seq: 9, upsert: [segment('a', { groups: 99 })] })
    expect(names()).toEqual(['c', 'a'])
    expect(view.state.value?.rows[1]?.groups).toBe(99)
  })

  it('acknowledges after it applied and drew, unknown views too', async () => {
    const { socket, names, snapshot, change } = open()
    socket.connect()
    const first = snapshot(1, 1, 'a')
    expect(names()).toEqual(['a'])
    expect(first).not.toHaveBeenCalled()
    const stranger = change(77, { seq: 5 })
    await nextTick()
    expect(first).toHaveBeenCalledTimes(1)
    expect(stranger).toHaveBeenCalledTimes(1)
  })

  it('asks again on a gap, under a new number, and keeps what it had until then', () => {
    const { socket, names, snapshot, change } = open()
    socket.connect()
    snapshot(1, 1, 'a')
    socket.sent.length = 0
    change(1, { seq: 3, order: [] })
    expect(names()).toEqual(['a'])
    expect(socket.sent.map(([event, id]) => [event, id])).toEqual([
      ['unwatch', 1],
      ['watch', 2],
    ])
    // What was still under way for the old number is nothing to the new one.
    change(1, { seq: 2, order: [] })
    snapshot(1, 4, 'old')
    expect(names()).toEqual(['a'])
    snapshot(2, 1, 'b')
    change(2, { seq: 2, upsert: [segment('c')], order: ['b', 'c'] })
    expect(names()).toEqual(['b', 'c'])
  })

  it('ignores changes that come before the snapshot', () => {
    const { socket, names, change } = open()
    socket.connect()
    change(1, { seq: 1, upsert: [segment('a')], order: ['a'] })
    expect(names()).toBeUndefined()
    expect(socket.watches()).toHaveLength(1)
  })

  it('is stale while disconnected, keeps its rows, and starts anew on reconnect', () => {
    const { socket, told, view, names, snapshot } = open()
    socket.connect()
    snapshot(1, 1, 'a')
    socket.watches()
    socket.disconnect()
    expect(view.stale.value).toBe(true)
    expect(names()).toEqual(['a'])
    socket.connect()
    expect(socket.watches()).toEqual([[2, { view: 'overview' }]])
    expect(view.stale.value).toBe(true)
    snapshot(2, 1, 'b')
    expect(view.stale.value).toBe(false)
    expect(names()).toEqual(['b'])
    expect(told.connected).toHaveBeenNthCalledWith(2, false)
  })

  it('is of before until all that was shown has heard anew: a reconnect shows nothing old as new', () => {
    const { socket, told, connection, snapshot } = open()
    const queriers = connection.watch<'queriers'>({ view: 'queriers' })
    const gone = connection.watch<'sources'>({ view: 'sources' })
    socket.connect()
    snapshot(1, 1, 'a')
    socket.disconnect()
    expect(told.upToDate.mock.calls).toEqual([[false]])
    // One that comes meanwhile has nothing old to show.
    const later = connection.watch<'names'>({ view: 'names' })
    socket.connect()
    const ids = new Map(socket.watches().map(([id, request]) => [request.view, id]))
    snapshot(ids.get('overview') ?? 0, 1, 'b')
    gone.stop()
    expect(told.upToDate).toHaveBeenCalledTimes(1)
    socket.receive('snapshot', ids.get('queriers') ?? 0, { seq: 1, state: { head: {}, rows: [] } }, vi.fn())
    expect(told.upToDate.mock.calls).toEqual([[false], [true]])
    expect([queriers.stale.value, later.stale.value]).toEqual([false, true])
  })

  it('that is refused has nothing to wait for', () => {
    const { socket, told, snapshot } = open()
    socket.connect()
    snapshot(1, 1, 'a')
    socket.disconnect()
    socket.sent.length = 0
    socket.connect()
    const answer = socket.sent[0]?.[3] as (error: string | null) => void
    answer('There is no room for it.')
    expect(told.upToDate).toHaveBeenLastCalledWith(true)
  })

  it('changes its request only for another one', () => {
    const { socket, connection } = open()
    socket.connect()
    socket.watches()
    const list = connection.watch<'groups'>({ view: 'groups', filter: '', sort: 'group', offset: 0, limit: 50 })
    list.change({ view: 'groups', filter: '', sort: 'group', offset: 0, limit: 50 })
    list.change({ view: 'groups', filter: 'vlan:10', sort: 'group', offset: 0, limit: 50 })
    const asked = socket.watches()
    expect(asked.map(([id]) => id)).toEqual([2, 3])
    expect(asked[1]?.[1]).toMatchObject({ filter: 'vlan:10' })
  })

  it('shows the refusal of its own request only', () => {
    const { socket, view } = open()
    socket.connect()
    const answer = socket.sent[0]?.[3] as (error: string | null) => void
    answer('No such view.')
    expect(view.error.value).toBe('No such view.')
    socket.disconnect()
    socket.connect()
    answer('Too late.')
    expect(view.error.value).toBe('No such view.')
  })

  it('is watched no longer after it was stopped', () => {
    const { socket, view, snapshot } = open()
    socket.connect()
    view.stop()
    expect(socket.sent.at(-1)).toEqual(['unwatch', 1])
    socket.sent.length = 0
    snapshot(1, 1, 'a')
    expect(view.state.value).toBeNull()
    socket.disconnect()
    socket.connect()
    expect(socket.sent).toEqual([])
  })
})
