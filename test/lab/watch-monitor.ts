/*
 * Runs a live source with the whole pipeline behind it where it is started (in a namespace of the lab), and prints one JSON
 * object a line when something changes: `{"state","code","blindSince","members","unknown","pid","now"}`, and
 * `{"gap":[from,to],"why"}` when a gap has ended. Standard input: `block MS` holds the event loop, `stop`.
 */
import { createInterface } from 'node:readline'
import { LiveSource } from '../../server/capture/live.ts'
import { Monitor } from '../../server/monitor.ts'

const [iface = ''] = process.argv.slice(2)
const source = new LiveSource({ name: iface, interface: iface, machine: { askEveryMs: 500, patience: 2 } })
const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

let told = ''
function changed(): void {
  const tap = monitor.tap(iface)
  if (!tap) return
  const { state, notice, blindSince, droppedByKernel } = tap.source()
  const segments = [...tap.table.segments.values()]
  const unknown = segments.reduce((sum, segment) => sum + segment.unknown, 0)
  const known = {
    state,
    code: notice?.code ?? null,
    blindSince,
    members: tap.table.memberships,
    unknown,
    pid: source.pid,
  }
  const line = JSON.stringify(known)
  if (line === told) return
  told = line
  print({ ...known, dropped: droppedByKernel, now: Date.now() })
}
const monitor = new Monitor({
  sources: [source],
  tap: { formula: 'rfc3376', dedupe: 0 },
  sinks: [
    {
      step: () => undefined,
      blind: (_, from, to, why) => print({ gap: [from, to], why }),
      setBack: () => undefined,
    },
  ],
  changed,
  vendor: () => null,
  captureRemedy: null,
  now: Date.now,
})
monitor.start()
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'stop') void monitor.stop().then(() => process.exit(0))
  if (!line.startsWith('block ')) return
  const until = performance.now() + Number(line.slice(6))
  while (performance.now() < until);
  print({ blocked: true })
})
