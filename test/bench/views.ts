import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Source, SourceSink } from '../../server/capture/source.ts'
import { startingStatus } from '../../server/capture/status.ts'
import { Board } from '../../server/live/board.ts'
import { LiveHub } from '../../server/live/hub.ts'
import { Monitor } from '../../server/monitor.ts'
import { vendorOf } from '../../server/vendor.ts'
import type { ViewRequest } from '../../shared/live.ts'
import { SECOND } from '../../shared/time.ts'
import { frameOf } from '../generate/frame.ts'
import { Population } from './population.ts'
import type { ViewRow, ViewsReport } from './views-report.ts'

/*
 * Child of the benchmark: what the views of a large table take from the event loop that hears the wire. One view after
 * the other is watched over a real socket while reports come in; a first line without any is what the rest is held against.
 */

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1000000' },
    groups: { type: 'string', default: '50000' },
    rate: { type: 'string', default: '16000' },
    seconds: { type: 'string', default: '10' },
  },
})
const [hosts, groups, rate, seconds] = [values.hosts, values.groups, values.rate, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
]
/** Frames are handed over so often, as a pipe does. */
const FEED_MS = 5

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const wire: { sink: SourceSink | null } = { sink: null }
const source: Source = {
  name: 'bench',
  kind: 'demo',
  clock: 'wall',
  start: (to) => void (wire.sink = to),
  stop: () => Promise.resolve(),
  status: () => ({ ...startingStatus(), state: 'running' }),
}
const http = createServer()
let changed = (): void => undefined
const monitor = new Monitor({
  sources: [source],
  tap: { formula: 'rfc3376', dedupe: 5 },
  sinks: [],
  changed: () => changed(),
  vendor: vendorOf,
  captureRemedy: null,
  now: Date.now,
})
const hub = new LiveHub(http, {
  subject: monitor,
  hello: () => ({ version: '', build: '', demo: true, now: Date.now(), role: 'operator' }),
  allowRequest: () => true,
  onError: (error) => {
    throw error
  },
})
changed = () => hub.changed()
monitor.start()
say(`filling ${hosts} hosts, ${groups} groups`)
const population = new Population({ hosts, groups, seed: 1 })
const begun = Date.now() - 130 * SECOND
for (const { at, data } of population.interval(begun)) wire.sink?.frame(frameOf(data, at))
say('making what comes next')
const next = population.interval(Date.now())
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
const { port } = http.address() as AddressInfo

let fed = 0
let due = 0
let last = performance.now()
const feeding = setInterval(() => {
  const now = performance.now()
  // What a busy machine could not hand over in time is not made up for.
  due = Math.min(rate / 10, due + ((now - last) * rate) / SECOND)
  last = now
  for (; due >= 1; due -= 1) {
    const { data } = next[fed % next.length]!
    wire.sink?.frame(frameOf(data, Date.now()))
    fed += 1
  }
}, FEED_MS)

/** The longest that one call took of the processor, whoever else used the machine meanwhile. */
function longest(owner: object, method: string): { ms: number } {
  const seen = { ms: 0 }
  const methods = owner as Record<string, (...args: unknown[]) => unknown>
  const real = methods[method]!
  methods[method] = function (this: unknown, ...args: unknown[]) {
    const before = process.cpuUsage()
    const result = real.apply(this, args)
    const { user, system } = process.cpuUsage(before)
    seen.ms = Math.max(seen.ms, (user + system) / 1_000)
    return result
  }
  return seen
}
const turn = longest(Board.prototype, 'work')
const looks = longest(Board.prototype, 'tick')
const clock = longest(monitor, 'tick')

let longestGc = 0
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestGc = Math.max(longestGc, duration)
}).observe({ entryTypes: ['gc'] })

const viewer = fork(fileURLToPath(new URL('./viewer.ts', import.meta.url)), [String(port)], {
  execArgv: ['--import', 'tsx'],
})
const answer = (): Promise<{ firstMs: number; updates: number }> =>
  new Promise((resolve) => viewer.once('message', (said) => resolve(said as { firstMs: number; updates: number })))
const page = { offset: 0, limit: 100, filter: '' }
const middle = { ...page, offset: Math.floor(hosts / 2) }
const VIEWS: readonly (ViewRequest | null)[] = [
  null,
  { view: 'overview' },
  { view: 'hosts', ...page, sort: '-groups' },
  { view: 'hosts', ...middle, sort: '-groups' },
  { view: 'hosts', ...page, sort: 'host' },
  { view: 'hosts', ...page, sort: '-lastReportAt' },
  { view: 'hosts', ...page, sort: 'vendor' },
  { view: 'hosts', ...page, sort: 'host', filter: '77' },
  { view: 'hosts', ...page, sort: 'host', filter: 'group:239.1.0.0/24' },
  { view: 'groups', ...page, sort: '-confirmed' },
  { view: 'groups', ...page, sort: 'expiresAt', filter: 'host:10.1.9.9' },
  { view: 'queriers' },
  { view: 'subscriptions', filter: '', hosts: 200, groups: 200 },
  { view: 'subscriptions', filter: 'version:2', hosts: 60, groups: 40 },
]

const nameOf = (request: ViewRequest | null): string =>
  request === null
    ? 'none'
    : Object.entries(request)
        .filter(([key, value]) => key !== 'limit' && value !== '' && value !== 0)
        .map(([key, value]) => (key === 'view' ? String(value) : `${key} ${String(value)}`))
        .join(', ')

const rows: ViewRow[] = []
await sleep(2 * SECOND)
for (const request of VIEWS) {
  globalThis.gc?.()
  await sleep(SECOND)
  longestGc = turn.ms = looks.ms = clock.ms = 0
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.cpuUsage()
  const from = performance.now()
  const before = fed
  if (request) viewer.send({ request, ms: seconds * SECOND })
  const { firstMs, updates } = request
    ? await answer()
    : await sleep(seconds * SECOND).then(() => ({ firstMs: 0, updates: 0 }))
  delay.disable()
  const took = performance.now() - from
  const used = process.cpuUsage(cpu)
  const ms = (nanoseconds: number): number => Math.round(nanoseconds / 1e5) / 10
  rows.push({
    view: nameOf(request),
    firstMs: Math.round(firstMs),
    updates,
    heldMs: ms(delay.max),
    held99Ms: ms(delay.percentile(99)),
    turnMs: turn.ms,
    looksMs: looks.ms,
    clockMs: clock.ms,
    gcMs: Math.round(longestGc * 10) / 10,
    cpu: Math.round((used.user + used.system) / 10 / took) / 100,
    reports: Math.round(((fed - before) * SECOND) / took),
  })
  say(JSON.stringify(rows.at(-1)))
}
const { rss } = process.memoryUsage()
const { hosts: known = 0, groups: listed = 0 } = monitor.taps[0]?.table ?? {}
process.stdout.write(`${JSON.stringify({ hosts: known, groups: listed, rows, rss } satisfies ViewsReport)}\n`)
clearInterval(feeding)
viewer.kill()
await monitor.stop()
await hub.close()
http.closeAllConnections()
http.close()
