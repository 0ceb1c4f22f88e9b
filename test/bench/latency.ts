import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { Random } from '../../server/capture/simulated/random.ts'
import type { Source, SourceSink } from '../../server/capture/source.ts'
import { startingStatus } from '../../server/capture/status.ts'
import { LiveHub } from '../../server/live/hub.ts'
import { Monitor } from '../../server/monitor.ts'
import { formatIPv4, mac } from '../../shared/address.ts'
import { LIVE_PATH, type ViewChange, type ViewRequest } from '../../shared/live.ts'
import { MINUTE, SECOND } from '../../shared/time.ts'
import { frameOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { FULL_SIZE, Population } from './population.ts'

/*
 * Child of the benchmark: from the frame that a source hands over to the change that a viewer gets, over a real socket,
 * with a hundred thousand hosts in the table. Views are sent four times a second at most, so 250 ms belong to it.
 */

const PROBES = 40
const SEGMENT = 'bench/101'
const PROBE_GROUP = ip('239.255.9.9')
const PROBE_HOST = { src: ip('10.1.250.9'), srcMac: mac(0x020000000909), vlans: [101] }

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
  vendor: () => null,
  captureRemedy: null,
  now: Date.now,
})
const hub = new LiveHub(http, {
  subject: monitor,
  hello: () => ({ version: '', build: '', demo: true, now: Date.now(), role: 'operator' as const }),
  allowRequest: () => true,
  onError: (error) => {
    throw error
  },
})
changed = () => hub.changed()
monitor.start()
for (const { at, data } of new Population(FULL_SIZE).interval(Date.now() - 3 * MINUTE))
  wire.sink?.frame(frameOf(data, at))

await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
const { port } = http.address() as AddressInfo
const viewer = io(`http://127.0.0.1:${port}`, { path: LIVE_PATH, transports: ['websocket'] })

/** Resolved when the probe's row came, or went. */
let seen: (() => void) | null = null
viewer.on('snapshot', (_id: number, _snapshot: unknown, received: () => void) => received())
viewer.on('change', (id: number, change: ViewChange, received: () => void) => {
  received()
  if (id === 1 && (change.upsert || change.order)) seen?.()
})
const watch = (id: number, request: ViewRequest): Promise<unknown> => viewer.emitWithAck('watch', id, request)
await watch(1, { view: 'group', segment: SEGMENT, group: formatIPv4(PROBE_GROUP) })
await watch(2, { view: 'groups', filter: '', sort: '-confirmed', offset: 0, limit: 50 })
await sleep(2 * SECOND)

const random = new Random(1)
const taken: number[] = []
for (let probe = 0; probe < PROBES; probe++) {
  // Anywhere between two ticks.
  await sleep(random.between(300, 700))
  const type = probe % 2 === 0 ? 'TO_EX' : 'TO_IN'
  const message: OutgoingMessage = { kind: 'records', records: [{ type, group: PROBE_GROUP, sources: [] }] }
  const change = new Promise<void>((resolve) => (seen = resolve))
  const before = performance.now()
  wire.sink?.frame(frameOf(encodeFrame(message, PROBE_HOST), Date.now()))
  hub.changed()
  const came = await Promise.race([change.then(() => true), sleep(5 * SECOND, false)])
  if (!came) throw new Error(`probe ${probe} did not reach the viewer in 5 s`)
  taken.push(performance.now() - before)
}
taken.sort((a, b) => a - b)
const quantile = (share: number): number => taken[Math.min(taken.length - 1, Math.floor(share * taken.length))] ?? 0
process.stdout.write(
  `${JSON.stringify({ probes: PROBES, p50: quantile(0.5), p95: quantile(0.95), most: quantile(1) })}\n`,
)

viewer.close()
await monitor.stop()
await hub.close()
http.closeAllConnections()
http.close()
