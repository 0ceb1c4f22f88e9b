import { readCapture } from '../../server/capture/file.ts'
import { Tap } from '../../server/tap.ts'

/* Child of the benchmark, with --expose-gc: what the membership table of a capture weighs, hosts and groups included. */
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
const before = weigh()
const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
await readCapture(file, (frame) => void tap.take(frame))
const bytes = weigh() - before
const { memberships, hosts, groups } = tap.table
process.stdout.write(`${JSON.stringify({ bytes, memberships, hosts, groups })}\n`)
