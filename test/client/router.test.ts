// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { router } from '../../client/router.ts'
import { toGroup, toHost } from '../../client/route-to.ts'

describe('addresses of pages', () => {
  it.each([
    ['/sources', '/groups/eth1%2F10/239.1.1.1'],
    // The zone goes along; once that wrote the slash of the segment as it is, and a reload led nowhere.
    ['/sources?zone=utc', '/groups/eth1%2F10/239.1.1.1?zone=utc'],
  ])('from %s a segment stays one part of the path', async (from, expected) => {
    await router.push(from)
    await router.push(toGroup('eth1/10', '239.1.1.1'))
    expect(router.currentRoute.value.fullPath).toBe(expected)
    expect(router.currentRoute.value.params).toEqual({ segment: 'eth1/10', group: '239.1.1.1' })
  })
  it('a host is found again by its address, and by its MAC alone', async () => {
    for (const host of [
      { ip: '10.0.0.5', mac: '02:00:00:00:00:05' },
      { ip: '0.0.0.0', mac: '02:00:00:00:00:05' },
    ]) {
      await router.push(toHost('eth1/vxlan:5000/100.10', host))
      const { fullPath, params } = router.currentRoute.value
      expect(params['segment']).toBe('eth1/vxlan:5000/100.10')
      expect(router.resolve(fullPath).params).toEqual(params)
    }
  })
})

describe('the moment in an address', () => {
  const AT = '2025-11-26T12:00:00Z'
  const at = (): unknown => router.currentRoute.value.query['at']
  const go = (to: Parameters<typeof router.push>[0]) => router.push(to)

  it('goes from page to page, to one that has no past as well, but not onto the wall', async () => {
    await go(`/groups?at=${AT}&scrub=7d`)
    await go(toGroup('eth1/10', '239.1.1.1'))
    expect(router.currentRoute.value.query).toMatchObject({ at: AT, scrub: '7d' })
    await go('/settings')
    await go('/hosts')
    expect(at()).toBe(AT)
    await go('/wall')
    expect(router.currentRoute.value.query).not.toHaveProperty('at')
    expect(router.currentRoute.value.query).not.toHaveProperty('scrub')
    await go('/groups')
    expect(at()).toBeUndefined()
  })
  it('stays when the list of the same page is asked anew, where the page has a past', async () => {
    await go(`/groups?at=${AT}`)
    await go('/groups?filter=vlan:20')
    expect(at()).toBe(AT)
    await go('/history')
    await go('/history?set=events')
    expect(at()).toBeUndefined()
  })
  it('is left by Back, which leads to an address as it was', async () => {
    await go('/wall')
    await go('/groups?sort=group')
    await go(`/groups?sort=group&at=${AT}`)
    const landed = new Promise<void>((resolve) => {
      const stop = router.afterEach(() => {
        stop()
        resolve()
      })
    })
    router.back()
    await landed
    expect(router.currentRoute.value.query).toMatchObject({ sort: 'group' })
    expect(at()).toBeUndefined()
  })
})
