import type { Router } from 'vue-router'
import type { Zone } from './stores/settings.ts'

/** Each address says its zone: a link shows a colleague, who may have chosen another one, the same times. */
export function zoneInAddress(router: Router, zone: () => Zone): void {
  router.beforeEach((to) =>
    'zone' in to.query ? true : { path: to.path, query: { ...to.query, zone: zone() }, hash: to.hash },
  )
}
