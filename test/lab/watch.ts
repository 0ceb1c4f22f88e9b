/*
 * Runs one source where it is started (in a namespace of the lab) and prints what it does, one JSON object a line:
 * `{"state","notice","dropped","pid"}` when its state changes, `{"frame":N,"at","says"}` for every frame, where `says` is
 * the line of `rollcall decode` or the reason why there is none. Standard input: `stop`, `approve ADDRESS`.
 */
import { createInterface } from 'node:readline'
import { IgmpSocketSource } from '../../server/capture/igmp-socket.ts'
import { LiveSource } from '../../server/capture/live.ts'
import type { Source } from '../../server/capture/source.ts'
import { TzspSource } from '../../server/capture/tzsp.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'

const [kind = '', iface = ''] = process.argv.slice(2)
const tzsp = new TzspSource({ name: '' })
const sources: Readonly<Record<string, () => Source>> = {
  live: () => new LiveSource({ name: iface, interface: iface }),
  'igmp-socket': () => new IgmpSocketSource({ name: iface, interface: iface }),
  tzsp: () => tzsp,
}
const source = sources[kind]?.()
if (!source) throw new Error(`no source ${kind}`)

const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
const decoder = new Decoder(source.name)
let frames = 0
source.start({
  frame(frame) {
    const message = decoder.decode(frame)
    print({ frame: ++frames, at: frame.at, says: typeof message === 'string' ? message : messageLine(message) })
  },
  state() {
    const { state, notice, droppedByKernel, limits, pendingSenders } = source.status()
    const pid = source instanceof LiveSource ? source.pid : null
    print({ state, notice, dropped: droppedByKernel, limits, pendingSenders, pid })
  },
})
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'stop') void source.stop().then(() => process.exit(0))
  else if (line.startsWith('approve ')) tzsp.approve(line.slice(8))
})
