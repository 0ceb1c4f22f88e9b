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
