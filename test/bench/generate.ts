import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { PcapWriter } from './pcap-writer.ts'
import { FULL_SIZE, Population, QUERY_INTERVAL, type Size } from './population.ts'

export const DEFAULT_MESSAGES = 1_000_000
const START = Date.UTC(2025, 10, 26)

/** Writes exactly so many messages of the population to a pcap file. One seed, one file. */
export function generate(path: string, messages: number, size: Size = FULL_SIZE): void {
  const population = new Population(size)
  const writer = new PcapWriter(path)
  let left = messages
  for (let from = START; left > 0; from += QUERY_INTERVAL) {
    const timed = population.interval(from)
    for (const { at, data } of timed.slice(0, left)) writer.write(at, data)
    left -= timed.length
  }
  writer.close()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { messages: { type: 'string' } } })
  const [path] = positionals
  const messages = Number(values.messages ?? DEFAULT_MESSAGES)
  if (path === undefined || !(messages > 0)) {
    process.stderr.write('usage: generate.ts FILE [--messages N]\n')
    process.exit(2)
  }
  generate(path, messages)
}
