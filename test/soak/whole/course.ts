import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { Product } from '../../browser/product.ts'
import * as asked from './asked.ts'
import { Crowd, MAX_RESPONSE, QUERY_INTERVAL, vlanOf, type CrowdSize } from './crowd.ts'
import { Disk } from './disk.ts'
import { FAULTS } from './faults.ts'
import { handleKinds, handlesOf, memoryOf } from './processes.ts'
import { reckon, type Blind, type Reckoning } from './reckoning.ts'
import { Tab } from './tab.ts'
import { PulseViewer } from './viewer.ts'
import { Wire } from './wire.ts'
import { World } from './world.ts'

/** 30,000 answers each 20 s and 500 changes of channel a second: 2,000 messages a second. */
const SIZE: CrowdSize = { hosts: 30_000, segments: 8, channels: 400, zaps: 500 }
const OF_THE_CROWD = `vlan:${Array.from({ length: SIZE.segments }, (_, segment) => vlanOf(segment)).join('|')}`
const SAMPLE_EVERY: DurationMs = 10 * SECOND
/** The crowd sends as often. */
const BEAT: DurationMs = 20
/** Before the first fault. */
const WARM_UP: DurationMs = 45 * SECOND
/**
 * After a gap timers stand still for a query cycle; then robustness x query interval + max response: who is not there any
 * more has ended by then, and a cycle more.
 */
const SETTLE: DurationMs = 4 * QUERY_INTERVAL + 3 * MAX_RESPONSE
const LONGEST_SETTLE: DurationMs = 10 * MINUTE
const EXAMPLES = 10
/** Time between two faults of a long run: the network comes to rest. */
const BETWEEN: DurationMs = 5 * MINUTE

/** Of which the history says why. */
export interface Gap extends Blind {
  why: string
}
export interface Sample {
  at: DurationMs
  /** Of the process that serves; another one after a restart. */
  pid: number
  serverBytes: number
  handles: number
  tabBytes: number
  historyBytes: number
}
export interface Happened {
  name: string
  at: DurationMs
  took: DurationMs
  trouble: string | null
}
export interface Course {
  ranFor: DurationMs
  messages: number
  /** Messages that the machine that sends could not send. */
  unsent: number
  samples: readonly Sample[]
  faults: readonly Happened[]
  reckoning: Reckoning
  gaps: readonly Gap[]
  /** Of them, those that came when nothing was made to fail any more. */
  gapsOfItsOwn: number
  /** Hosts whose channel the product has wrong at the end, in the history and by its count; the first of them in words. */
  wrong: number
  wrongOnes: readonly string[]
  members: { shown: number; true: number }
  wallShows: boolean
  longestStall: DurationMs
  pulses: number
  droppedByKernel: number
  /** The same, since no host changed its channel any more: the end cannot be judged then. */
  droppedAtTheEnd: number
  historyDropped: number
  tabErrors: readonly string[]
  handleKinds: Readonly<Record<string, number>>
}

/** Runs in a network and mount namespace of its own. */
export async function course(lasts: DurationMs, log: (text: string) => void): Promise<Course> {
  const wire = new Wire()
  const disk = new Disk()
  const begin = performance.now()
  const since = (): DurationMs => performance.now() - begin
  wire.up()
  disk.mount()
  const product = new Product({ sources: [`live:${Wire.PORT}`], data: disk.folder })
  const world = new World(wire, disk, product)
  const samples: Sample[] = []
  const faults: Happened[] = []
  let tab: Tab | null = null
  let over = false
  try {
    await product.start()
    await product.answers('/api/v1/sources', /"state":"running"/)
    const startedAt: EpochMs = Date.now()
    // Until it has heard each host, it cannot know what that one leaves.
    const heardAt = startedAt + QUERY_INTERVAL + MAX_RESPONSE + SAMPLE_EVERY
    const crowd = new Crowd(SIZE, startedAt, 1)
    const crowdSends = beat(crowd, wire, () => over)
    tab = await Tab.open(product.origin)
    const viewer = new PulseViewer(product.origin)
    world.viewer = viewer
    const sampling = sample(world, tab, since, samples, () => over, log)
    await rest(WARM_UP)
    const until = begin + Math.max(lasts - SETTLE, WARM_UP)
    const pause = Math.min(BETWEEN, Math.max(0, until - performance.now()) / FAULTS.length / 6)
    for (let n = 0; performance.now() < until; n += 1) {
      const fault = FAULTS[n % FAULTS.length]
      if (!fault) break
      const at = since()
      log(`${seconds(at)} s: ${fault.name}`)
      let trouble: string | null = null
      try {
        await fault.happen(world)
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error)
      }
      faults.push({ name: fault.name, at, took: since() - at, trouble })
      await rest(Math.min(pause, Math.max(0, until - performance.now())))
    }
    crowd.calm = true
    const droppedBefore = await dropped(product.origin)
    log(`${seconds(since())} s: no host changes its channel any more; the end is awaited`)
    const origin = product.origin
    const calmAt: EpochMs = Date.now()
    await settle(calmAt, () => asked.gaps(origin, startedAt))
    const wrongOnes = wrongHosts(crowd, await asked.lasting(origin, SIZE.segments))
    const now = await asked.overview(origin, OF_THE_CROWD)
    const text = await tab.text()
    over = true
    await Promise.all([crowdSends, sampling])
    const gaps = await asked.gaps(origin, startedAt)
    const history = await asked.historyState(origin)
    const server = samples.at(-1)?.pid ?? 0
    viewer.close()
    return {
      ranFor: since(),
      messages: crowd.sent,
      unsent: wire.unsent,
      samples,
      faults,
      reckoning: reckon(
        crowd.zaps.filter(({ at }) => at >= heardAt),
        await asked.recorded(origin, SIZE.segments, heardAt),
        gaps,
        world.starts,
      ),
      gaps,
      gapsOfItsOwn: gaps.filter(({ from }) => from > calmAt).length,
      wrong: wrongOnes.length,
      wrongOnes: wrongOnes.slice(0, EXAMPLES),
      members: { shown: now.totals.confirmed + now.totals.presumed, true: SIZE.hosts },
      wallShows: /\d/.test(text) && !tab.crashed,
      longestStall: viewer.longest,
      pulses: viewer.pulses,
      droppedByKernel: await dropped(origin),
      droppedAtTheEnd: (await dropped(origin)) - droppedBefore,
      historyDropped: history?.dropped ?? 0,
      tabErrors: tab.errors,
      handleKinds: handleKinds(server),
    }
  } finally {
    over = true
    world.viewer?.close()
    await tab?.close()
    await product.stop()
    await wire.close()
    disk.remove()
  }
}

const dropped = async (origin: string): Promise<number> =>
  (await asked.sources(origin)).rows.reduce((sum, { droppedByKernel }) => sum + (droppedByKernel ?? 0), 0)

/** A gap that comes meanwhile begins it anew: a machine that others use may stop for a while. */
async function settle(from: EpochMs, gaps: () => Promise<readonly Gap[]>): Promise<void> {
  let end = from + SETTLE
  const latest = from + LONGEST_SETTLE
  while (Date.now() < end) {
    await rest(end - Date.now())
    end = Math.min(latest, Math.max(end, ...(await gaps()).map(({ to }) => (to ?? Date.now()) + SETTLE)))
  }
}

function wrongHosts(crowd: Crowd, lasting: ReadonlyMap<number, readonly number[]>): string[] {
  const wrong: string[] = []
  for (const [host, channel] of crowd.watching.entries()) {
    const shown = lasting.get(host) ?? []
    if (shown.length === 1 && shown[0] === channel) continue
    const zaps = crowd.zaps.filter((zap) => zap.host === host).slice(-3)
    const lately = zaps.map(({ at, from, to }) => `${new Date(at).toISOString()} ${from} to ${to}`)
    wrong.push(`host ${host} watches ${channel}, shown ${shown.join(' and ') || 'nothing'}; ${lately.join(', ')}`)
  }
  return wrong
}

const rest = (time: DurationMs): Promise<void> => sleep(Math.max(0, time))
export const seconds = (time: DurationMs): string => (time / SECOND).toFixed(0)

async function beat(crowd: Crowd, wire: Wire, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    for (const frame of crowd.until(Date.now())) wire.send(frame)
    await sleep(BEAT)
  }
}

async function sample(
  world: World,
  tab: Tab,
  since: () => DurationMs,
  samples: Sample[],
  isOver: () => boolean,
  log: (text: string) => void,
): Promise<void> {
  while (!isOver()) {
    const nodes = world.processes().filter(({ command }) => command === 'node')
    const largest = nodes.map(({ pid }) => ({ pid, bytes: memoryOf(pid) })).sort((a, b) => b.bytes - a.bytes)[0]
    if (largest && largest.bytes > 0) {
      const one = {
        at: since(),
        pid: largest.pid,
        serverBytes: largest.bytes,
        handles: handlesOf(largest.pid),
        tabBytes: await tab.heap().catch(() => Number.NaN),
        historyBytes: world.disk.used(),
      }
      samples.push(one)
      if (samples.length % 6 === 0) {
        const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)
        const [server, page, history] = [one.serverBytes, one.tabBytes, one.historyBytes].map(mib)
        log(
          `${seconds(one.at)} s: server ${server} MiB, tab ${page} MiB, ${one.handles} handles, history ${history} MiB`,
        )
      }
    }
    await sleep(SAMPLE_EVERY)
  }
}
