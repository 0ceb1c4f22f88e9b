// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useListQuery } from '../../client/lists/use-list.ts'
import { FIRST_WINDOW } from '../../client/lists/window.ts'

async function listAt(path: string) {
  let list!: ReturnType<typeof useListQuery>
  const page = defineComponent({
    setup() {
      list = useListQuery('group')
      return () => h('p')
    },
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'groups', component: page }],
  })
  await router.push(path)
  mount(page, { global: { plugins: [router] } })
  return { list, router }
}

it.each([
  ['a row that is chosen', { selected: 'eth1/10~239.1.1.1' }, 2_450],
  ['another order', { sort: '-hosts' }, FIRST_WINDOW.offset],
  ['another filter', { filter: 'vlan:10' }, FIRST_WINDOW.offset],
  ['link-local groups', { linkLocal: true }, FIRST_WINDOW.offset],
])('the window of a list in its middle after %s', async (_, change, offset) => {
  const { list, router } = await listAt('/')
  list.see(2_500, 2_530)
  expect(list.window.value.offset).toBe(2_450)
  list.set(change)
  await new Promise((resolve) => router.afterEach(resolve))
  expect(list.window.value.offset).toBe(offset)
})
