import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DemoNetwork } from '../../server/capture/simulated/network.ts'
import { readCapture } from '../../server/capture/file.ts'
import type { FindingEvent } from '../../server/findings/event.ts'
import { HOST_RULES } from '../../server/findings/host-rules.ts'
import { findingLine } from '../../server/findings/line.ts'
import { Tap } from '../../server/tap.ts'
import { HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import { START } from '../membership/wire.ts'

const folder = join(import.meta.dirname, '../fixtures/captures')
const CODES = new Set(HOST_RULES.map(({ code }) => code))

/** What is told about hosts: `2 untagged opened ssm-misuse warning 232.1.1.1 10.0.10.11`. */
const words = (events: readonly FindingEvent[], start: number): string[] =>
  events.map(findingLine).flatMap(({ event, at, code, segment, severity, group, host }) => {
    if (!CODES.has(code)) return []
    const second = Math.round((at - start) / SECOND)
    return [[second, segment, event.replace('finding-', ''), code, severity, group, host?.ip].filter(Boolean).join(' ')]
  })

/** Up to a second after the end. */
async function told(file: string): Promise<string[]> {
  const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
  const events: FindingEvent[] = []
  let start = Number.NaN
  await readCapture(join(folder, file), (frame) => {
    if (Number.isNaN(start)) start = frame.at
    events.push(...tap.take(frame).findings)
  })
  events.push(...tap.roll.advance(tap.table.clock + SECOND).findings)
  return words(events, start)
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '19-ssm-range-exclude-and-v2.pcap': [
    '2 untagged opened ssm-misuse warning 232.1.1.1 10.0.10.11',
    '3 untagged opened ssm-misuse warning 232.1.1.2 10.0.10.12',
  ],
}

describe('captures of the field', () => {
  it.each(readdirSync(join(folder, 'cases')).filter((name) => name.endsWith('.pcap')))('%s', async (name) => {
    expect(await told(`cases/${name}`)).toEqual(EXPECTED[name] ?? [])
  })
})

describe('an hour', () => {
  it('has hosts that hide on VLAN 20, and one on VLAN 10 that joins and goes before it is asked', async () => {
    expect(await told('hour.pcap')).toEqual([
      '273 20 opened suppression information',
      // It joins at 1700 s, is silent from 1750 s, and is back at 1900 s.
      '1805 10 opened deaf-host warning 10.0.10.22',
      '1923 10 closed deaf-host warning 10.0.10.22',
    ])
  })
})

describe('the demo', () => {
  it('tells nothing wrong about the hosts of the first hours', { timeout: 4 * MINUTE }, () => {
    const tap = new Tap('demo', { formula: 'rfc3376', dedupe: 5 })
    const network = new DemoNetwork(2, START)
    const events: FindingEvent[] = []
    network.advanceTo(START + 2.5 * HOUR, (frame) => events.push(...tap.take(frame).findings))
    expect(words(events, START)).toEqual(['267 demo/30 opened suppression information'])
  })
})
