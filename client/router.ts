import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { wantPages } from './i18n/index.ts'
import { isLeavingPast } from './past/at.ts'
import { CARRIED, CARRIED_PAST } from './stores/settings.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** The page without its bar: the wall. */
    bare?: boolean
    /** The page can be seen as of a moment (`at=`). */
    past?: boolean
  }
}

/** Letters after `g`, in the order of the bar. */
export const PAGES = [
  { name: 'wall', letter: 'w' },
  { name: 'groups', letter: 'g' },
  { name: 'hosts', letter: 'h' },
  { name: 'subscriptions', letter: 's' },
  { name: 'counts', letter: 'c' },
  { name: 'queriers', letter: 'q' },
  { name: 'events', letter: 'e' },
  { name: 'findings', letter: 'f' },
  { name: 'history', letter: 'y' },
  { name: 'sources', letter: 'o' },
  { name: 'settings', letter: 't' },
] as const
export type PageName = (typeof PAGES)[number]['name']

const PAST = { past: true }

/** What is over each page but the wall while the past is looked at. It comes as late as the pages and their texts. */
const pastBar = () => import('./components/past/PastBar.vue')
/** Who is signed in: only where somebody is. */
const accountMenu = async () => {
  await wantPages()
  return import('./components/access/AccountMenu.vue')
}
export { accountMenu, pastBar }

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior(to, from, saved) {
    // Another moment of the same page: the reader watches it change.
    if (to.path === from.path && CARRIED_PAST.some((name) => to.query[name] !== from.query[name])) return false
    return saved ?? (to.hash ? { el: to.hash } : { top: 0 })
  },
  routes: [
    { path: '/', name: 'home', component: () => import('./views/HomeView.vue') },
    { path: '/start', name: 'start', component: () => import('./views/StartView.vue') },
    { path: '/wall/:id?', name: 'wall', component: () => import('./views/WallView.vue'), meta: { bare: true } },
    // One row belongs to its list, so that the bar marks the list. A segment is a path itself; its slashes are encoded
    // within the parameter.
    {
      path: '/groups',
      children: [
        { path: '', name: 'groups', component: () => import('./views/GroupsView.vue'), meta: PAST },
        { path: ':segment/:group', name: 'group', component: () => import('./views/GroupView.vue'), meta: PAST },
      ],
    },
    {
      path: '/hosts',
      children: [
        { path: '', name: 'hosts', component: () => import('./views/HostsView.vue'), meta: PAST },
        { path: ':segment/:host', name: 'host', component: () => import('./views/HostView.vue'), meta: PAST },
      ],
    },
    { path: '/queriers', name: 'queriers', component: () => import('./views/QueriersView.vue'), meta: PAST },
    { path: '/events', name: 'events', component: () => import('./views/EventsView.vue') },
    { path: '/findings', name: 'findings', component: () => import('./views/FindingsView.vue'), meta: PAST },
    {
      path: '/subscriptions',
      name: 'subscriptions',
      component: () => import('./views/SubscriptionsView.vue'),
      meta: PAST,
    },
    { path: '/sources', name: 'sources', component: () => import('./views/SourcesView.vue') },
    { path: '/counts', name: 'counts', component: () => import('./views/CountsView.vue') },
    {
      path: '/history',
      children: [
        { path: '', name: 'history', component: () => import('./views/HistoryView.vue') },
        { path: 'difference', name: 'difference', component: () => import('./views/DifferenceView.vue') },
        { path: 'imports', name: 'imports', component: () => import('./views/ImportsView.vue') },
      ],
    },
    { path: '/audit', name: 'audit', component: () => import('./views/AuditView.vue') },
    { path: '/settings', name: 'settings', component: () => import('./views/SettingsView.vue') },
    {
      path: '/api',
      children: [
        { path: '', name: 'api', component: () => import('./views/ApiView.vue') },
        { path: 'problems/:problem', name: 'problem', component: () => import('./views/ApiView.vue') },
      ],
    },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./views/MissingView.vue') },
  ],
})

/** Zone, language and theme stay in the address from page to page once they are in it, and so does the moment. */
function carried(to: RouteLocationNormalized, from: RouteLocationNormalized): Record<string, string> {
  const missing: Record<string, string> = {}
  for (const name of [...CARRIED, ...(keepsMoment(to, from) ? CARRIED_PAST : [])]) {
    const value = from.query[name]
    if (typeof value === 'string' && !(name in to.query)) missing[name] = value
  }
  return missing
}
/**
 * A page that has no past may drop the moment from its own address. Back and Forward lead to an address as it was: there
 * the browser is at it already.
 */
const keepsMoment = (to: RouteLocationNormalized, from: RouteLocationNormalized): boolean =>
  !to.meta.bare &&
  !isLeavingPast() &&
  (to.path !== from.path || to.meta.past === true) &&
  router.resolve(router.options.history.location).fullPath !== to.fullPath
router.beforeEach((to, from) => {
  const more = carried(to, from)
  // By its path: named again, the slashes of a segment would be written as they are, and the address would lead nowhere.
  return Object.keys(more).length > 0 ? { path: to.path, query: { ...to.query, ...more }, hash: to.hash } : true
})
// Beside the page itself, not after it; shown is it with its texts only.
router.beforeEach((to) => {
  if (!to.meta.bare) wantPages().catch(() => undefined)
})
router.beforeResolve(async (to) => {
  if (!to.meta.bare) await wantPages()
})
