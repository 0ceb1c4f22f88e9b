/*
 * Runs one source where it is started (in a namespace of the lab) and prints what it does, one JSON object a line:
 * `{"state","notice","dropped","pid"}` when its state changes, `{"frame":N,"at","says"}` for every frame, where `says` is
 * the line of `rollcall decode` or the reason why there is none. Standard input: `stop`, `approve ADDRESS`.
 */
import { createInterface } from 'node:readline'
import { IgmpSocketSource } from '../../server/capture/igmp-socket.ts'
import { LiveSource } from '../../server/capture/live.ts'
import { MirrorListener } from '../../server/capture/mirror-listener.ts'
import { isMirrorKind, openMirror } from '../../server/capture/mirror.ts'
import type { Source, SourceSink } from '../../server/capture/source.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'

const [kind = '', iface = '', filter = null] = process.argv.slice(2)
function opened(): Source {
  if (kind === 'live') return new LiveSource({ name: iface, interface: iface, filter })
  if (kind === 'igmp-socket') return new IgmpSocketSource({ name: iface, interface: iface })
  if (isMirrorKind(kind)) return openMirror(kind, { name: '' })
  throw new Error(`no source ${kind}`)
}
const source = opened()

const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
let frames = 0
const printing = (of: Source): SourceSink => {
  const decoder = new Decoder(of.name)
  return {
    frame(frame) {
      const message = decoder.decode(frame)
      print({ frame: ++frames, at: frame.at, says: typeof message === 'string' ? message : messageLine(message) })
    },
    state() {
      if (of !== source) return
      const { state, notice, droppedByKernel, limits, pendingSenders } = source.status()
      const pid = source instanceof LiveSource ? source.pid : null
      print({ state, notice, dropped: droppedByKernel, limits, pendingSenders, pid })
    },
    found: (found) => found.start(printing(found)),
  }
}
source.start(printing(source))
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'stop') void source.stop().then(() => process.exit(0))
  else if (line.startsWith('approve ') && source instanceof MirrorListener) source.approve(line.slice(8))
})
