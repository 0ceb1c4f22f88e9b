import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { InTurns } from '../../server/http/in-turns.ts'
import { Exposition } from '../../server/metrics/exposition.ts'
import { Scrape } from '../../server/metrics/scrape.ts'
import { ip } from '../generate/message.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { NO_SERVER } from '../metrics/lines.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

/* What a scrape costs: `npx tsx test/bench/metrics.ts [GROUPS [SEGMENTS]]`. */

const [groups = 50_000, segments = 500] = process.argv.slice(2).map(Number)
const SCRAPES = 20
const START = 1_764_115_200_000

const tap = new TestTap('bench')
for (let n = 0; n < groups; n += 1) {
  const octets = `${n >> 16}.${(n >> 8) & 255}.${n & 255}`
  const src = ip(`10.${octets}`)
  const message = { kind: 'report', version: 2, group: ip(`239.${octets}`) } as const
  const vlans = [1 + (n % segments)]
  tap.take(frameOf(encodeFrame(message, { src, srcMac: macOf(src), vlans }), START + n / 1_000))
}
const exposition = new Exposition()
const turns = new InTurns()
for (const labels of [[], ['group', 'host']] as const) {
  const scrape = new Scrape(subjectOf(tap), NO_SERVER, labels)
  const once = async (): Promise<string> => exposition.text(await turns.do(scrape.sheet()), 'text')
  for (let n = 0; n < 5; n += 1) await once()
  const stop = watchTurns()
  const before = process.cpuUsage()
  const begun = performance.now()
  let text = ''
  for (let n = 0; n < SCRAPES; n += 1) text = await once()
  const { user, system } = process.cpuUsage(before)
  const wall = performance.now() - begun
  const longest = stop()
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  const cpu = (user + system) / 1_000 / SCRAPES
  console.log(
    [
      `${groups} groups on ${segments} segments, labels: ${labels.join(', ') || 'none'}`,
      `${text.split('\n').length} lines, ${(text.length / 1e6).toFixed(1)} MB`,
      `${ms(cpu)} of processor and ${ms(wall / SCRAPES)} a scrape`,
      `most in one turn of the loop ${ms(longest.most)}, more than 20 ms in ${longest.long} of ${SCRAPES} scrapes`,
    ].join('; '),
  )
}

/** The processor's time of each turn of the loop, threads of the runtime included: what others take is none of ours. */
function watchTurns(): () => { most: number; long: number } {
  let on = true
  let most = 0
  let long = 0
  let last = process.cpuUsage()
  const look = (): void => {
    const { user, system } = process.cpuUsage(last)
    last = process.cpuUsage()
    const took = (user + system) / 1_000
    most = Math.max(most, took)
    if (took > 20) long += 1
    if (on) setImmediate(look)
  }
  setImmediate(look)
  return () => {
    on = false
    return { most, long }
  }
}
