import { readCapture } from '../../server/capture/file.ts'
import { Decoder } from '../../server/decode/index.ts'
import { MembershipTable } from '../../server/membership/table.ts'
import { Tap } from '../../server/tap.ts'

/*
 * Child of the benchmark, with --expose-gc: what the membership table of a capture weighs, hosts and groups included, and
 * how much more it is with what is written down of how the hosts behave. That grows with the memberships only until
 * its room is full (server/conduct/allowance.ts).
 */
const [file = ''] = process.argv.slice(2)

function weigh(): number {
  if (!globalThis.gc) throw new Error('start it with --expose-gc')
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// The first reading leaves behind what reading needs: code, buffers. It is not the table's.
await readCapture(file, () => undefined)
const decoder = new Decoder('')
await readCapture(file, (frame) => void decoder.decode(frame))
const empty = weigh()
const table = new MembershipTable({ formula: 'rfc3376' })
await readCapture(file, (frame) => {
  const message = decoder.decode(frame)
  if (typeof message !== 'string') table.observe(message)
})
const bytes = weigh() - empty
const { memberships, hosts, groups } = table
const before = weigh()
const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
await readCapture(file, (frame) => void tap.take(frame))
const withConduct = weigh() - before
if (tap.table.hosts !== hosts) throw new Error(`the tap has ${tap.table.hosts} of ${hosts} hosts`)
const conduct = withConduct - bytes
process.stdout.write(`${JSON.stringify({ bytes, memberships, hosts, groups, conduct })}\n`)
