import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dryRun } from '../../server/dry-run/index.ts'
import { isJudged } from '../../server/dry-run/judged.ts'
import { SEGMENT_SETTINGS, type SegmentSettings } from '../../server/findings/settings.ts'
import type { RollStep } from '../../server/roll.ts'
import type { DryRunRow } from '../../shared/finding.ts'
import { Scene, type FindingCase } from '../findings/scene.ts'
import { History } from '../../server/history/store.ts'
import { written } from '../history/histories.ts'
import { second, START } from '../membership/wire.ts'

/** Every case of what can be judged, each on a VLAN and in a source of its own, all in one history. */
const folder = join(import.meta.dirname, '..', 'findings', 'cases')
const cases: { code: FindingCase['code']; kind: 'opens' | 'almost'; vlan: number; of: FindingCase }[] = []
for (const name of readdirSync(folder).filter((file) => file.endsWith('-cases.ts'))) {
  const module = (await import(join(folder, name))) as Record<string, readonly FindingCase[]>
  for (const of of Object.values(module).flat()) {
    if (!isJudged(of.code)) continue
    for (const kind of ['opens', 'almost'] as const) cases.push({ code: of.code, kind, vlan: 100 + cases.length, of })
  }
}

class Recorded extends Scene {
  readonly #tell: (step: RollStep, at: number) => void
  constructor(vlan: number, of: FindingCase, tell: (step: RollStep, at: number) => void) {
    super({ vlan, dedupe: of.dedupe ?? 0, ...(of.settings ? { settings: of.settings } : {}) })
    this.#tell = tell
  }
  override step(...said: Parameters<Scene['step']>): RollStep {
    return this.#told(super.step(...said))
  }
  override advance(t: number): RollStep {
    return this.#told(super.advance(t))
  }
  #told(step: RollStep): RollStep {
    this.#tell(step, this.tap.table.clock)
    return step
  }
}

const data = mkdtempSync(join(tmpdir(), 'rollcall-dry-'))
let rows: readonly DryRunRow[]
let history: History

beforeAll(async () => {
  history = await History.open({ folder: data, tables: () => null, onNotice: () => undefined })
  const settings = new Map<string, SegmentSettings>()
  let to = START
  for (const { vlan, kind, of } of cases) {
    settings.set(String(vlan), { ...SEGMENT_SETTINGS, ...of.settings })
    const scene = new Recorded(vlan, of, (step, at) => history.record(`case${vlan}`, step, at))
    of[kind].play(scene)
    to = Math.max(to, scene.tap.table.clock)
  }
  await written(history)
  const settingsOf = (segment: string): SegmentSettings => settings.get(segment) ?? SEGMENT_SETTINGS
  const range = { from: START, to: to + 1 }
  ;({ rows } = await dryRun(history, { formula: 'rfc3376', settingsOf, ...range }, () => Promise.resolve()))
}, 120_000)
afterAll(async () => {
  await history.stop()
  rmSync(data, { recursive: true })
})

const opened = (code: string, vlan: number): string[] =>
  rows
    .filter((row) => row.code === code && row.segment === String(vlan))
    .map(({ from, severity, subject }) => [second(from), severity, subject.group, subject.host?.ip].join(' ').trim())

describe('a dry run over what was recorded', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(20))

  it('tells each at most once', () => {
    const told = rows.map(({ code, segment, subject, from }) => JSON.stringify([code, segment, subject, from]))
    expect(new Set(told).size).toBe(told.length)
  })

  it.each(cases.filter(({ kind }) => kind === 'opens'))('$code opens as it did', ({ code, vlan, of }) => {
    const wanted = of.opens.story.filter((line) => line.includes(' opened ')).map((line) => Number(line.split(' ')[0]))
    const found = opened(code, vlan).map((row) => Number(row.split(' ')[0]))
    expect(found).toHaveLength(wanted.length)
    // When a host answered is not kept: what waits for an answer is told within a query interval.
    for (const [i, at] of wanted.entries()) expect(Math.abs(found[i]! - at)).toBeLessThanOrEqual(125)
  })

  it.each(cases.filter(({ kind }) => kind === 'almost'))('$code does not open where it did not', ({ code, vlan }) => {
    expect(opened(code, vlan)).toEqual([])
  })
})
