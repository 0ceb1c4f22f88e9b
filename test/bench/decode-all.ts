import { readCapture } from '../../server/capture/file.ts'
import { Decoder } from '../../server/decode/index.ts'

/* Child of the benchmark: reads a capture and decodes every frame of it; prints messages and processor milliseconds. */
const [file = ''] = process.argv.slice(2)
const decoder = new Decoder('')
let messages = 0
const before = process.cpuUsage()
await readCapture(file, (frame) => {
  if (typeof decoder.decode(frame) !== 'string') messages += 1
})
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ messages, cpuMs: (user + system) / 1_000 })}\n`)
