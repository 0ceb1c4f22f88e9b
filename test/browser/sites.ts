import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Answers } from '../../shared/api.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'

const PAGE_NAMES = [
  'wall',
  'groups',
  'group',
  'hosts',
  'host',
  'queriers',
  'events',
  'findings',
  'subscriptions',
  'sources',
  'counts',
  'history',
  'difference',
  'imports',
  'past',
  'settings',
  'audit',
  'start',
  'api',
] as const
export type PageName = (typeof PAGE_NAMES)[number]

/** A page of a server, and what is there when it shows what it has. */
export interface Site {
  name: PageName
  path: string
  ready: string
}

const READY: Record<PageName, string> = {
  wall: '.tiles dd, .tiles .value, .tiles b',
  groups: '[role=row] [role=cell] a',
  group: '.halves table tbody tr',
  hosts: '[role=row] [role=cell] a',
  host: '.halves table tbody tr',
  queriers: 'article canvas',
  events: '.body [role=row] [role=cell]',
  findings: 'article dl, .empty h2',
  subscriptions: '[data-blocks] svg, [data-blocks] canvas',
  sources: 'article dl',
  counts: '.counts-page .told, .counts-stack canvas',
  history: '[role=region] tbody tr',
  difference: '.chips',
  imports: 'section input[type=file]',
  past: 'main.past [role=row] [role=cell] a',
  settings: '#history dl',
  audit: 'main section table, main section .empty',
  start: 'article ol li',
  api: '.operation',
}

/** The pages of a server that has groups: of one group and of one host, the ones with most members come first. */
export async function sitesOf(origin: string): Promise<readonly Site[]> {
  const get = async <Path extends keyof Answers>(path: string): Promise<Answers[Path]> =>
    (await (await fetch(`${origin}/api/v1${path}`)).json()) as Answers[Path]
  const [group] = (await get<'/groups'>('/groups?sort=-confirmed&limit=1')).rows
  const [host] = (await get<'/hosts'>('/hosts?sort=-groups&limit=1')).rows
  if (!group || !host) throw new Error('the server has no groups yet')
  const begins = await beginningOf(async () => (await get<'/history/state'>('/history/state'))?.beginsAt ?? null)
  const after = (minutes: number): string => new Date(begins + minutes * MINUTE).toISOString()
  const of = (segment: string, name: string): string => `${encodeURIComponent(segment)}/${encodeURIComponent(name)}`
  const paths: Partial<Record<PageName, string>> = {
    group: `/groups/${of(group.segment, group.group)}`,
    host: `/hosts/${of(host.segment, host.host.ip)}?mac=${encodeURIComponent(host.host.mac ?? '')}`,
    // A replayed file is of another year.
    history: '/history?from=2025-01-01T00:00:00Z',
    difference: `/history/difference?from=${after(5)}&to=${after(15)}`,
    imports: '/history/imports',
    past: `/groups?at=${after(10)}`,
  }
  return PAGE_NAMES.map((name) => ({ name, path: paths[name] ?? `/${name}`, ready: READY[name] }))
}

/** Of the history; it is written a moment after what it tells. */
async function beginningOf(ask: () => Promise<EpochMs | null>): Promise<EpochMs> {
  for (let time = 0; time < 300; time += 1) {
    const at = await ask()
    if (at !== null) return at
    await sleep(200)
  }
  throw new Error('the history never began')
}

interface Look {
  lang?: 'en' | 'pt-BR'
  theme?: 'dark' | 'light' | 'contrast'
}

/** Opens a page and waits until it shows what it has, in its own letters. */
export async function show(
  page: Page,
  origin: string,
  site: Site,
  { lang = 'en', theme = 'dark' }: Look = {},
): Promise<void> {
  const url = new URL(site.path, origin)
  for (const [name, value] of Object.entries({ lang, theme, zone: 'utc' })) url.searchParams.set(name, value)
  await page.goto(url.href)
  await page.locator(site.ready).first().waitFor({ state: 'attached', timeout: 90_000 })
  await page.evaluate(async () => {
    await document.fonts.ready
    // Charts are drawn in the frame after their data came.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}
