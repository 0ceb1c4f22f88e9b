// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import GanttPanel from '../../client/components/GanttPanel.vue'
import type { NamedEvent } from '../../shared/names.ts'

const NOW = Date.UTC(2025, 10, 26, 12)

/** Watches elements as a browser does: one that is taken out of the page has no size. */
class Observer {
  static readonly all = new Set<Observer>()
  readonly seen = new Set<Element>()
  readonly #tell: (entries: { contentRect: { width: number } }[]) => void
  constructor(tell: (entries: { contentRect: { width: number } }[]) => void) {
    this.#tell = tell
    Observer.all.add(this)
  }
  observe(element: Element): void {
    this.seen.add(element)
  }
  disconnect(): void {
    this.seen.clear()
  }
  static layout(width: number): void {
    for (const observer of Observer.all) {
      for (const element of observer.seen) observer.#tell([{ contentRect: { width: element.isConnected ? width : 0 } }])
    }
  }
}
beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
  vi.stubGlobal('ResizeObserver', Observer)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const joined: NamedEvent = {
  event: 'joined',
  groupName: null,
  hostName: null,
  at: NOW - 60_000,
  segment: '10',
  family: 'ipv4',
  vlans: [10],
  group: '239.1.1.1',
  host: { ip: '10.0.10.11', mac: '02:00:00:00:0a:0b' },
  version: 3,
  mode: 'EXCLUDE',
  sources: [],
  frame: 1,
}

describe('memberships over time', () => {
  it('have their width again after they were shown as a table', async () => {
    const page = { template: '<div />' }
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/', component: page },
        { path: '/groups', name: 'groups', component: page },
        { path: '/groups/:segment/:group', name: 'group', component: page },
        { path: '/hosts/:segment/:host', name: 'host', component: page },
      ],
    })
    await router.push('/')
    const panel = mount(GanttPanel, {
      props: { title: 'Members', past: [joined], members: [], source: 'eth1', by: 'host' },
      global: { plugins: [router, createPinia()] },
      attachTo: document.body,
    })
    const width = async (): Promise<string | undefined> => {
      Observer.layout(900)
      await nextTick()
      return panel.find('svg').attributes('width')
    }
    expect(await width()).toBe('900')
    await router.push('/?as=table')
    await nextTick()
    expect(panel.find('svg').exists()).toBe(false)
    expect(panel.find('tbody').text()).toContain('10.0.10.11')
    await router.push('/')
    await nextTick()
    expect(await width()).toBe('900')
    panel.unmount()
  })
})
