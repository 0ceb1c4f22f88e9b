import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answers } from '../../shared/api.ts'
import type { FindingCode, FindingRow } from '../../shared/finding.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { whyNoFrr } from '../lab/frr.ts'
import { whyNoIgmpProxy } from '../lab/igmp-proxy.ts'
import { Lab, whyNoLab } from '../lab/lab.ts'
import { GROUP, GROUP_MEMBERSHIP, OTHER_GROUP, OTHER_QUERIER_PRESENT, QI, QRI, scenarios } from '../lab/scenarios.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'
import { Sightings, type Sighting } from './sightings.ts'

const reason = whyNoLab() ?? whyNoBrowser() ?? whyNoFrr() ?? whyNoIgmpProxy()
if (reason !== null) console.log(`SKIPPED: faults of real stacks on the page: ${reason}`)

const TEST_MS = 240_000
/** The rules are asked on whole seconds. */
const TICK = SECOND
/** From the server to the eye, on a machine that is busy with eight networks and a browser. */
const TO_THE_PAGE: DurationMs = 4 * SECOND
/** A daemon that was started asks for the first time. */
const FRR_BEGINS: DurationMs = 3 * SECOND
const PATIENCE = { timeout: 60_000, interval: 250 }

/** All networks at the same time, each on a mirror port of one product, watched by one page. */
describe.skipIf(reason !== null)('faults of real stacks on the page', { timeout: TEST_MS }, () => {
  const monitor = new Lab({ hosts: 0, mirror: 'off', querier: 'none' })
  const all = scenarios(monitor)
  const product = new Product({
    sources: all.map(({ name }) => `live:${name}`),
    port: 8225,
    start: (args, options) => monitor.start('mon', args, options),
  })
  const faults = new Map<string, Promise<EpochMs>>()
  let browser: Browser
  let sightings: Sightings
  let page: Page
  /** Asks the API from within the namespace. */
  let asking: Page

  beforeAll(async () => {
    monitor.up()
    for (const { lab } of all) lab.up()
    await product.start()
    browser = await launch(monitor.launcher('mon', 'chromium'))
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Kathmandu' })
    asking = await context.newPage()
    await asking.goto(`${product.origin}/healthz`)
    page = await context.newPage()
    sightings = new Sightings(await context.newPage())
    await sightings.open(product.origin)
    const started = all.map(async ({ name, start, fault }) => {
      await start()
      faults.set(name, fault())
    })
    await Promise.all(started)
  }, TEST_MS)

  afterAll(async () => {
    await Promise.allSettled(faults.values())
    await Promise.resolve(browser as Browser | undefined).then((open) => open?.close())
    await product.remove().catch(() => null)
    await Promise.all(all.map(({ lab }) => lab.down()))
    await monitor.down()
  }, 60_000)

  const get = <Path extends keyof Answers>(path: Path, query = ''): Promise<Answers[Path]> =>
    asking.evaluate(async (url) => {
      const response = await fetch(url)
      if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
      return (await response.json()) as never
    }, `/api/v1${path}${query}`)
  const findings = async (name: string, code?: FindingCode): Promise<readonly FindingRow[]> => {
    const { rows } = await get('/findings', '?state=all&limit=500')
    return rows.filter((row) => row.source === name && (code === undefined || row.code === code))
  }
  const shown = async (name: string): Promise<Sighting[]> =>
    (await sightings.all()).filter(({ where }) => where === `${name}/untagged` || where.endsWith(` ${name}`))
  const faultOf = async (name: string): Promise<EpochMs> => (await faults.get(name)) ?? Number.NaN

  /** The finding in the state, as the page showed it: `within` that time after the fault, and the way to the page. */
  async function recognised(
    name: string,
    code: FindingCode,
    state: Sighting['state'],
    within: DurationMs,
  ): Promise<Sighting> {
    const find = async (): Promise<Sighting | undefined> =>
      (await shown(name)).find((each) => each.code === code && each.state === state)
    await expect.poll(find, PATIENCE).toBeDefined()
    const sighting = (await find()) as Sighting
    const late = sighting.at - (await faultOf(name))
    expect(late, `${code} on the page`).toBeLessThan(within + TICK + TO_THE_PAGE)
    return sighting
  }

  describe.each(['v3', 'v2'])('FRR, %s', (version) => {
    const [over, two] = [`failover-${version}`, `two-${version}`]

    it('a querier that dies: silent, then another one', async () => {
      const dead = lab(over).address('r1')
      const silent = await recognised(over, 'querier-silent', 'warning', 1.5 * QI)
      expect(silent.sentence).toContain(dead)
      const changed = await recognised(over, 'querier-changed', 'information', OTHER_QUERIER_PRESENT + TICK)
      expect(changed.sentence).toContain(dead)
      expect(changed.sentence).toContain(lab(over).address('r2'))
      expect(silent.at).toBeLessThan(changed.at)
      // The new one asks, so nobody is silent any more.
      await recognised(over, 'querier-silent', 'over', OTHER_QUERIER_PRESENT + 2 * TICK)
    })

    it('two queriers that both go on', async () => {
      const rivalry = await recognised(two, 'two-queriers', 'critical', FRR_BEGINS + OTHER_QUERIER_PRESENT + QI)
      expect(rivalry.sentence).toContain(lab(two).address('r1'))
      expect(rivalry.sentence).toContain(lab(two).address('r2'))
      const [row] = await findings(two, 'two-queriers')
      expect(row).toMatchObject({ severity: 'critical', closedAt: null })
      expect(row?.subject.host?.ip).toBe(lab(two).address('r2'))
    })
  })

  it('the wall says the worst of all', async () => {
    await recognised('two-v3', 'two-queriers', 'critical', FRR_BEGINS + OTHER_QUERIER_PRESENT + QI)
    await page.goto(`${product.origin}/wall?lang=en&zone=utc`)
    // Whichever of the two it is, and in how many words.
    const said = new RegExp(`Critical.*${lab('two-v3').address('r2')}`)
    await expect.poll(() => page.getByRole('region', { name: 'Verdict' }).textContent(), PATIENCE).toMatch(said)
  })

  it('fast leave that cuts off another member', async () => {
    // Once may pass unseen, when a query comes in between; the second or third one does not.
    const cut = await recognised('fast-leave', 'fast-leave', 'warning', 3 * (QI + QRI) + QI + QRI)
    expect(cut.sentence).toContain(lab('fast-leave').address('h1'))
    expect(cut.sentence).toContain(GROUP)
    expect(await findings('fast-leave', 'fast-leave')).toMatchObject([{ severity: 'warning', closedAt: null }])
  })

  it('a querier without an address', async () => {
    await recognised('unnumbered', 'unnumbered-querier', 'information', QI + QRI)
    expect((await findings('unnumbered', 'no-querier')).length).toBe(0)
  })

  it('a mirror of one direction', async () => {
    const limits = await recognised('one-way', 'tap-limits', 'warning', GROUP_MEMBERSHIP + QI + QRI)
    expect(limits.sentence).toContain('Hosts answer queries that this tap cannot see')
    await page.goto(`${product.origin}/sources?lang=en&zone=utc`)
    const card = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'one-way', exact: true }) })
    await card.getByText('Answers without queries').waitFor({ timeout: PATIENCE.timeout })
    const { rows } = await get('/sources')
    expect(rows.find(({ name }) => name === 'one-way')?.sight.map(({ code }) => code)).toContain('reports-only')
    // The querier is there: it is the tap that is blind.
    await expect
      .poll(async () => (await findings('one-way')).filter(({ closedAt }) => closedAt === null), PATIENCE)
      .not.toContainEqual(expect.objectContaining({ code: 'querier-silent' }))
  })

  it('nothing, where nothing is wrong', async () => {
    await faultOf('healthy')
    expect((await shown('healthy')).filter(({ state }) => state === 'warning' || state === 'critical')).toEqual([])
    expect((await findings('healthy')).filter(({ severity }) => severity !== 'information')).toEqual([])
    // It was watched: the querier of FRR, and the member behind the proxy, which came and went.
    const { rows } = await get('/queriers')
    expect(rows.find(({ segment }) => segment === 'healthy/untagged')).toMatchObject({
      querier: { ip: lab('healthy').address('r1'), version: 3 },
      timing: { queryIntervalMs: QI },
    })
    const behind = (await get('/events', '?limit=500')).rows.flatMap((event) =>
      event.segment === 'healthy/untagged' && 'host' in event && event.group === OTHER_GROUP
        ? [`${event.event} ${event.host.ip}`]
        : [],
    )
    const proxy = lab('healthy').address('h3')
    expect(behind).toEqual([`left ${proxy}`, `joined ${proxy}`])
  })

  function lab(name: string): Lab {
    const scenario = all.find((one) => one.name === name)
    if (!scenario) throw new Error(name)
    return scenario.lab
  }
})
