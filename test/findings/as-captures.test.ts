import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { findingLine } from '../../server/findings/line.ts'
import { SEGMENT_SETTINGS } from '../../server/findings/settings.ts'
import { Tap } from '../../server/tap.ts'
import { FINDING_CODES, type FindingEventLine } from '../../shared/finding.ts'
import { pcap } from '../capture/capture-file.ts'
import { Scene, type FindingCase } from './scene.ts'

/*
 * Each finding has a capture that opens it and one that almost does. Here the stories are captures indeed: written as
 * files with nanoseconds, read by the product's own reader, and told by the same lines that `rollcall replay` prints.
 */

const folder = join(import.meta.dirname, 'cases')
const cases: FindingCase[] = []
for (const name of readdirSync(folder).filter((file) => file.endsWith('-cases.ts'))) {
  const module = (await import(join(folder, name))) as Record<string, readonly FindingCase[]>
  cases.push(...Object.values(module).flat())
}

/** The story as a file, and the moment to which its clock ran on. */
function recorded(
  { settings, dedupe = 0 }: FindingCase,
  play: (scene: Scene) => void,
): { file: Buffer; until: number } {
  const scene = new Scene(settings ? { settings, dedupe } : { dedupe })
  play(scene)
  const frames = scene.frames.map(({ at, data }) => {
    const nanos = Math.round(at * 1e3) * 1_000
    return { seconds: Math.floor(nanos / 1e9), fraction: nanos % 1e9, bytes: data }
  })
  return { file: pcap(frames, { nano: true }), until: scene.tap.table.clock }
}

function replayed(
  { settings, dedupe = 0 }: FindingCase,
  { file, until }: ReturnType<typeof recorded>,
): FindingEventLine[] {
  const tap = new Tap('', { formula: 'rfc3376', dedupe, settingsOf: () => ({ ...SEGMENT_SETTINGS, ...settings }) })
  const lines: FindingEventLine[] = []
  const reader = new CaptureReader((frame) => lines.push(...tap.take(frame).findings.map(findingLine)))
  reader.push(file)
  expect(reader.end().kind).toBe('complete')
  lines.push(...tap.roll.advance(until).findings.map(findingLine))
  return lines
}

const told = (lines: readonly FindingEventLine[], code: string): string[] =>
  lines.filter((line) => line.code === code).map(({ event, severity }) => `${event} ${severity}`)

describe('each finding as a capture', () => {
  it('none is without one', () => {
    expect([...new Set(cases.map(({ code }) => code))].sort()).toEqual([...FINDING_CODES].sort())
  })

  it.each(cases)('$code: the file opens it', (one) => {
    const lines = replayed(one, recorded(one, one.opens.play))
    const expected = one.opens.story.map((line) => {
      const [, event, severity] = line.split(' ')
      return `finding-${event} ${severity}`
    })
    expect(told(lines, one.code)).toEqual(expected)
    // A person reads it: nothing is left in braces, and it says when.
    for (const line of lines) expect(line.sentence).not.toMatch(/[{}]/)
    expect(lines.filter(({ code }) => code === one.code)[0]?.evidence.length).toBeGreaterThan(0)
  })

  it.each(cases)('$code: the file that almost does', (one) => {
    expect(told(replayed(one, recorded(one, one.almost.play)), one.code)).toEqual([])
  })
})
