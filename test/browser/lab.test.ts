import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { parseIPv4, parseMac } from '../../shared/address.ts'
import type { Answers } from '../../shared/api.ts'
import { EVENTS_COLUMNS, MEMBERSHIPS_COLUMNS } from '../../shared/export.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import { Lab, QUERIER, whyNoLab, type LabNode } from '../lab/lab.ts'
import type { LabHost } from '../lab/lab-host.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'

const reason = whyNoLab() ?? whyNoBrowser()
if (reason !== null) console.log(`SKIPPED: the whole path from a mirror port to a page: ${reason}`)

/** Kernels that speak v1 answer within 10 s, whatever the query says: an interval that outlasts that. */
const QUERY_INTERVAL = 8
const MAX_RESPONSE = 3
/** Robustness 2 (RFC 3376 s8.4). */
const GMI = (2 * QUERY_INTERVAL + MAX_RESPONSE) * SECOND
/** Generous: the machine may be busy, and what is waited for comes as an event. */
const PATIENCE = { timeout: 90_000, interval: 250 }
const TEST_MS = 240_000
const SEGMENT = 'span0/untagged'
const TZSP_SEGMENT = 'tzsp:127.0.0.9/10'

const address = (text: string) => {
  const parsed = parseIPv4(text)
  if (parsed === null) throw new Error(text)
  return parsed
}
const viewer = { ip: '10.0.10.7', mac: '02:00:00:00:00:77' }
function streamed(kind: 'report' | 'leave', group: string): Uint8Array {
  const srcMac = parseMac(viewer.mac)
  if (srcMac === null) throw new Error(viewer.mac)
  const from = { src: address(viewer.ip), srcMac, vlans: [10], tagTypes: [0x8100] }
  return encodeFrame(
    kind === 'report'
      ? { kind: 'report', version: 2, group: address(group) }
      : { kind: 'leave', group: address(group) },
    from,
  )
}

interface Subject {
  node: LabNode
  version: 1 | 2 | 3
  group: string
}
/** These leave: v3 and v2 say so, v1 has no word for it. */
const LEAVING: readonly Subject[] = [
  { node: 'h1', version: 3, group: '239.1.1.1' },
  { node: 'h2', version: 2, group: '239.1.1.2' },
  { node: 'h3', version: 1, group: '239.1.1.3' },
]
/** These lose their cable. */
const DYING: readonly Subject[] = [
  { node: 'h4', version: 3, group: '239.1.1.4' },
  { node: 'h5', version: 2, group: '239.1.1.5' },
  { node: 'h6', version: 1, group: '239.1.1.6' },
]
const SSM = { group: '232.1.1.1', source: '10.99.0.77' }
const LASTING = '239.1.1.7'
const endOf = ({ version }: Subject): 'left' | 'expired' => (version === 1 ? 'expired' : 'left')

describe.skipIf(reason !== null)('from a mirror port to a page', { timeout: TEST_MS }, () => {
  const lab = new Lab({ hosts: 6, queryInterval: QUERY_INTERVAL, maxResponse: MAX_RESPONSE })
  const data = mkdtempSync(join(tmpdir(), 'rollcall-lab-data-'))
  const product = new Product({
    sources: ['live:span0', 'tzsp:127.0.0.1:37008'],
    port: 8224,
    data,
    start: (args, options) => lab.start('mon', args, options),
  })
  const hosts = new Map<LabNode, LabHost>()
  /** What the test did, and when. */
  const joined = new Map<string, EpochMs>()
  const left = new Map<string, EpochMs>()
  let pulledAt: EpochMs = 0
  let stoppedAt: EpochMs = 0
  let browser: Browser
  let page: Page
  /** Asks the API from within the namespace, whatever the other page shows. */
  let asking: Page

  beforeAll(async () => {
    lab.up()
    for (const { node, version } of [...LEAVING, ...DYING]) {
      lab.igmp(node, version)
      hosts.set(node, await lab.host(node))
    }
    await product.start()
    browser = await launch(lab.launcher('mon', 'chromium'))
    // Far from UTC and from the zone of this machine: times on the page must not depend on either.
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Kathmandu', acceptDownloads: true })
    page = await context.newPage()
    asking = await context.newPage()
    await asking.goto(`${product.origin}/healthz`)
  }, TEST_MS)

  afterAll(async () => {
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.stop().catch(() => null)
    await lab.down()
    rmSync(data, { recursive: true, force: true })
  }, 60_000)

  const ask = (path: string): Promise<{ status: number; text: string }> =>
    asking.evaluate(async (url) => {
      const response = await fetch(url)
      return { status: response.status, text: await response.text() }
    }, `/api/v1${path}`)
  const get = async <Path extends keyof Answers>(path: string): Promise<Answers[Path]> =>
    JSON.parse((await ask(path)).text) as Answers[Path]
  const groupOf = async (group: string) => (await get<'/groups'>(`/groups?filter=group:${group}`)).rows[0]
  const oneGroup = (group: string, segment = SEGMENT) =>
    get<'/groups/:segment/:group'>(`/groups/${encodeURIComponent(segment)}/${group}`)
  async function csv(name: 'memberships' | 'events', group?: string): Promise<Record<string, string>[]> {
    const { text } = await ask(`/export/${name}.csv${group === undefined ? '' : `?filter=group:${group}`}`)
    return parse(text, { columns: true })
  }
  const pathOf = (group: string, segment = SEGMENT): string =>
    `/groups/${encodeURIComponent(segment)}/${group}?zone=utc&lang=en&as=table`
  const open = (path: string) => page.goto(`${product.origin}${path}`)

  const rowOf = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  /** The intervals that a Group or Host page shows, as its table of the time line. */
  async function shownIntervals(name: string): Promise<{ from: EpochMs; to: string; how: string }[]> {
    const table = page.getByRole('region', { name: /over time/ })
    const rows = await table
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name, exact: true }) })
      .all()
    return Promise.all(
      rows.map(async (row) => {
        const [, from = '', to = '', , how = ''] = await row.getByRole('cell').allTextContents()
        return { from: shownTime(from.trim()), to: to.trim(), how: how.trim() }
      }),
    )
  }

  async function isNear(moment: () => Promise<EpochMs | undefined>, expected: EpochMs | undefined): Promise<void> {
    await expect
      .poll(async () => Math.abs(((await moment()) ?? 0) - (expected ?? Infinity)), PATIENCE)
      .toBeLessThan(1_000)
  }

  it('elects the querier of the switch', async () => {
    await open('/queriers?zone=utc&lang=en')
    await page.getByText(QUERIER).first().waitFor({ timeout: PATIENCE.timeout })
    await expect
      .poll(async () => (await get<'/queriers'>('/queriers')).rows.find(({ segment }) => segment === SEGMENT), PATIENCE)
      .toMatchObject({
        querier: { ip: QUERIER, version: 3 },
        timing: { queryIntervalMs: QUERY_INTERVAL * SECOND, groupMembershipMs: GMI, robustness: 2 },
      })
  })

  it('shows joins of v1, v2 and v3 hosts while the page is open', async () => {
    await open('/groups?zone=utc&lang=en')
    for (const { node, group } of [...LEAVING, ...DYING]) {
      joined.set(group, Date.now())
      await hosts.get(node)?.join(group)
    }
    for (const { node, version, group } of [...LEAVING, ...DYING]) {
      const row = rowOf(group)
      await row.waitFor({ timeout: PATIENCE.timeout })
      await row.getByText(`v${version}`, { exact: true }).waitFor({ timeout: PATIENCE.timeout })
      const times = row.locator('[title*=":"]')
      const since = shownTime((await times.first().getAttribute('title')) ?? '')
      expect(Math.abs(since - (joined.get(group) ?? 0))).toBeLessThan(2_000)

      await isNear(async () => (await groupOf(group))?.since, joined.get(group))
      expect(await groupOf(group)).toMatchObject({
        segment: SEGMENT,
        confirmed: 1,
        presumed: 0,
        version,
        querier: QUERIER,
      })
      const { members } = await oneGroup(group)
      expect(members).toMatchObject([
        {
          host: { ip: lab.address(node), mac: lab.mac(node) },
          state: 'confirmed',
          version,
          mode: 'EXCLUDE',
          sources: [],
        },
      ])
    }
  })

  it('writes them into both files as they happen', async () => {
    for (const { node, version, group } of [...LEAVING, ...DYING]) {
      await expect
        .poll(() => csv('memberships', group), PATIENCE)
        .toMatchObject([
          {
            segment: SEGMENT,
            vlan: '',
            group,
            host: lab.address(node),
            mac: lab.mac(node),
            end_reason: 'still-member',
          },
        ])
      const [row = {}] = await csv('memberships', group)
      expect(row).toMatchObject({
        ended_utc: '',
        versions: String(version),
        filter_mode: 'EXCLUDE',
        confidence: 'confirmed',
      })
      expect(Math.abs(Date.parse(row['first_join_utc'] ?? '') - (joined.get(group) ?? 0))).toBeLessThan(1_000)
      const events = await csv('events', group)
      expect(events.map(({ event }) => event).sort()).toEqual(['group-started', 'joined'])
      const join = events.find(({ event }) => event === 'joined')
      expect(join).toMatchObject({ segment: SEGMENT, host: lab.address(node), version: String(version) })
      expect(Math.abs(Number(join?.['epoch_ms']) - (joined.get(group) ?? 0))).toBeLessThan(1_000)
    }
    const [memberships, events] = await Promise.all([ask('/export/memberships.csv'), ask('/export/events.csv')])
    expect(memberships.text.split('\r\n')[0]).toBe(MEMBERSHIPS_COLUMNS.join(','))
    expect(events.text.split('\r\n')[0]).toBe(EVENTS_COLUMNS.join(','))
  })

  it('loses the cables of three hosts, and three others leave', async () => {
    for (const { node } of DYING) lab.cable(node, 'pulled')
    pulledAt = Date.now()
    const [first] = LEAVING
    await open(pathOf(first?.group ?? ''))
    await page.getByRole('heading', { name: first?.group ?? '', exact: true }).waitFor()
    for (const { node, group } of LEAVING) {
      left.set(group, Date.now())
      await hosts.get(node)?.leave(group)
    }
    // The page is open on the group that ends.
    await page.getByText(`${first?.group} is not in the table`).waitFor({ timeout: PATIENCE.timeout })
  })

  it('shows a source-specific join and its end', async () => {
    const host = hosts.get('h1')
    await open('/groups?zone=utc&lang=en')
    joined.set(SSM.group, Date.now())
    await host?.joinSource(SSM.group, SSM.source)
    await rowOf(SSM.group).waitFor({ timeout: PATIENCE.timeout })
    expect(await groupOf(SSM.group)).toMatchObject({ mode: 'INCLUDE', sources: [SSM.source], confirmed: 1, version: 3 })
    await rowOf(SSM.group).getByRole('link', { name: SSM.group, exact: true }).click()
    await page.getByText(SSM.source).first().waitFor({ timeout: PATIENCE.timeout })
    expect((await oneGroup(SSM.group)).members).toMatchObject([{ mode: 'INCLUDE', sources: [SSM.source] }])
    left.set(SSM.group, Date.now())
    await host?.leaveSource(SSM.group, SSM.source)
    await page.getByText(`${SSM.group} is not in the table`).waitFor({ timeout: PATIENCE.timeout })
    await expect
      .poll(() => csv('memberships', SSM.group), PATIENCE)
      .toMatchObject([{ host: lab.address('h1'), filter_mode: 'INCLUDE', sources: SSM.source, end_reason: 'left' }])
    const [row = {}] = await csv('memberships', SSM.group)
    expect(Math.abs(Date.parse(row['first_join_utc'] ?? '') - (joined.get(SSM.group) ?? 0))).toBeLessThan(1_000)
    expect(Math.abs(Date.parse(row['ended_utc'] ?? '') - (left.get(SSM.group) ?? 0))).toBeLessThan(1_000)
  })

  it('tells a leave from a death: reason and time in API and files', async () => {
    for (const subject of [...LEAVING, ...DYING]) {
      const { node, group } = subject
      const end = DYING.includes(subject) ? 'expired' : endOf(subject)
      await expect
        .poll(async () => (await csv('memberships', group)).map((row) => row['end_reason']), PATIENCE)
        .toEqual([end])
      const [row = {}] = await csv('memberships', group)
      const [lastReport, ended] = [Date.parse(row['last_report_utc'] ?? ''), Date.parse(row['ended_utc'] ?? '')]
      expect(row).toMatchObject({ host: lab.address(node), confidence: 'confirmed' })
      if (end === 'left') expect(Math.abs(ended - (left.get(group) ?? 0))).toBeLessThan(1_000)
      else {
        // A host that says nothing is believed for one group membership interval after its last report, not longer.
        expect(Math.abs(ended - lastReport - GMI)).toBeLessThan(SECOND)
        expect(lastReport).toBeLessThan((left.get(group) ?? pulledAt) + SECOND)
      }
      expect(Number(row['duration_s'])).toBeCloseTo((ended - Date.parse(row['first_join_utc'] ?? '')) / SECOND, 2)
      const events = await csv('events', group)
      expect(events.filter(({ host }) => host !== '').map(({ event }) => event)).toEqual(['joined', end])
      const groupEnded = events.find(({ event }) => event === 'group-ended')
      expect(groupEnded?.['reason']).toBe(end === 'left' ? 'leave' : 'timeout')
      expect(await groupOf(group)).toBeUndefined()
      expect(await oneGroup(group)).toMatchObject({ group: null, members: [] })
    }
  })

  it('tells it on the pages of group and host too', async () => {
    for (const subject of [...LEAVING, ...DYING]) {
      const { node, group } = subject
      const [row = {}] = await csv('memberships', group)
      const how = DYING.includes(subject) || endOf(subject) === 'expired' ? 'expired, no leave' : 'left'
      const mac = encodeURIComponent(lab.mac(node))
      const host = `/hosts/${encodeURIComponent(SEGMENT)}/${lab.address(node)}?mac=${mac}&zone=utc&lang=en&as=table`
      for (const [path, lane] of [
        [pathOf(group), lab.address(node)],
        [host, group],
      ] as const) {
        await open(path)
        await expect.poll(() => shownIntervals(lane), PATIENCE).toHaveLength(1)
        const [shown] = await shownIntervals(lane)
        expect(shown?.how).toBe(how)
        // The page tells whole seconds.
        expect(shown?.from).toBe(wholeSecond(row['first_join_utc']))
        expect(shownTime(shown?.to ?? '')).toBe(wholeSecond(row['ended_utc']))
      }
    }
  })

  it('shows a TZSP stream only after somebody approved its sender on the page', async () => {
    await open('/sources?zone=utc&lang=en')
    lab.sendTzsp([streamed('report', '239.9.9.1')])
    await page.getByText('127.0.0.9 is sending; approve?').waitFor({ timeout: PATIENCE.timeout })
    expect(await get<'/groups'>('/groups?filter=group:239.9.9.0/24')).toMatchObject({ matching: 0, rows: [] })
    expect(await csv('events', '239.9.9.0/24')).toEqual([])

    await page.getByRole('button', { name: 'Approve 127.0.0.9' }).click()
    await page.getByRole('heading', { name: 'Approved senders' }).waitFor({ timeout: PATIENCE.timeout })
    await expect
      .poll(
        async () => (await get<'/sources'>('/sources')).rows.find(({ kind }) => kind === 'tzsp')?.approvedSenders,
        PATIENCE,
      )
      .toEqual(['127.0.0.9'])
    joined.set('239.9.9.2', Date.now())
    lab.sendTzsp([streamed('report', '239.9.9.2')])
    await open('/groups?zone=utc&lang=en&filter=vlan:10')
    await rowOf('239.9.9.2').waitFor({ timeout: PATIENCE.timeout })
    await rowOf('239.9.9.2').getByText('VLAN 10').waitFor({ timeout: PATIENCE.timeout })
    expect(await groupOf('239.9.9.2')).toMatchObject({ segment: TZSP_SEGMENT, vlans: [10], confirmed: 1 })
    expect((await oneGroup('239.9.9.2', TZSP_SEGMENT)).members).toMatchObject([{ host: viewer, version: 2 }])

    left.set('239.9.9.2', Date.now())
    lab.sendTzsp([streamed('leave', '239.9.9.2')])
    await expect
      .poll(() => csv('memberships', '239.9.9.0/24'), PATIENCE)
      .toMatchObject([
        { segment: TZSP_SEGMENT, vlan: '10', group: '239.9.9.2', host: viewer.ip, mac: viewer.mac, end_reason: 'left' },
      ])
    const [row = {}] = await csv('memberships', '239.9.9.2')
    // The program that sends is started first.
    expect(Date.parse(row['first_join_utc'] ?? '')).toBeGreaterThanOrEqual(joined.get('239.9.9.2') ?? 0)
    expect(Date.parse(row['ended_utc'] ?? '')).toBeGreaterThanOrEqual(left.get('239.9.9.2') ?? 0)
  })

  it('has its history after a restart; what was open was closed where the monitor stopped', async () => {
    joined.set(LASTING, Date.now())
    await hosts.get('h1')?.join(LASTING)
    await expect.poll(() => csv('memberships', LASTING), PATIENCE).toMatchObject([{ end_reason: 'still-member' }])
    const before = (await csv('memberships')).filter((row) => row['end_reason'] !== 'still-member')
    const events = await csv('events')
    stoppedAt = Date.now()
    expect(await product.stop()).toBe(0)
    await product.start()
    const after = await csv('memberships')
    const keys = (rows: Record<string, string>[]) =>
      rows.map((row) => [row['group'], row['host'], row['first_join_utc'], row['end_reason']].join(' '))
    expect(keys(after)).toEqual(expect.arrayContaining(keys(before)))
    expect(await csv('events')).toEqual(expect.arrayContaining(events))
    const closed = after.find((row) => row['group'] === LASTING)
    expect(closed).toMatchObject({ end_reason: 'monitor-stopped' })
    expect(Date.parse(closed?.['ended_utc'] ?? '')).toBeGreaterThanOrEqual(joined.get(LASTING) ?? Infinity)
    expect(Math.abs(Date.parse(closed?.['ended_utc'] ?? '') - stoppedAt)).toBeLessThan(5 * SECOND)
    // The host answers the next query: it is a member again, in an interval of its own.
    await expect
      .poll(async () => (await csv('memberships', LASTING)).map((row) => row['end_reason']), PATIENCE)
      .toEqual(['monitor-stopped', 'still-member'])
    // The approval of the sender was kept too.
    expect((await get<'/sources'>('/sources')).rows.find(({ kind }) => kind === 'tzsp')?.approvedSenders).toEqual([
      '127.0.0.9',
    ])
  })

  it('loses nothing that was told to a kill -9, and starts again', async () => {
    const before = await csv('events')
    const killedAt = Date.now()
    await product.kill()
    await product.start()
    expect(await csv('events')).toEqual(expect.arrayContaining(before))
    const [, second] = await csv('memberships', LASTING)
    // What only the process knew that was killed is empty.
    expect(second).toMatchObject({ end_reason: 'monitor-stopped', last_report_utc: '', reports: '' })
    expect(Date.parse(second?.['ended_utc'] ?? '')).toBeLessThan(killedAt + SECOND)
    expect(Date.parse(second?.['ended_utc'] ?? '')).toBeGreaterThanOrEqual(Date.parse(second?.['first_join_utc'] ?? ''))
    await expect
      .poll(async () => (await csv('memberships', LASTING)).map((row) => row['end_reason']), PATIENCE)
      .toEqual(['monitor-stopped', 'monitor-stopped', 'still-member'])
  })

  it('gives the file to a person who presses the button', async () => {
    await open('/history?zone=utc&lang=en&last=24h')
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE.timeout }),
      page.getByRole('link', { name: 'Or as a plain link of the browser' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^memberships_.*\.csv$/)
    const rows = parse<Record<string, string>>(await textOf(download), { columns: true })
    const groups = new Set(rows.map((row) => row['group']))
    for (const { group } of [...LEAVING, ...DYING, SSM]) expect(groups).toContain(group)
  })
})

async function textOf(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  let text = ''
  for await (const piece of await download.createReadStream()) text += piece.toString()
  return text
}

const wholeSecond = (iso: string | undefined): EpochMs => Math.floor(Date.parse(iso ?? '') / SECOND) * SECOND

/** `21:04:37` of today or `2025-11-26 21:04:37`, as a page in UTC tells it. */
function shownTime(text: string): EpochMs {
  const [, day, time] = /^(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d)$/.exec(text) ?? []
  if (time === undefined) throw new Error(`no time: ${text}`)
  return Date.parse(`${day ?? new Date().toISOString().slice(0, 10)}T${time}Z`)
}
