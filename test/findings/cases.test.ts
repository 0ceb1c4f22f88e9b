import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Scene, type FindingCase } from './scene.ts'

/** Every list of cases: `cases/<room>-cases.ts` exports one. */
const folder = join(import.meta.dirname, 'cases')
const lists = readdirSync(folder).filter((name) => name.endsWith('-cases.ts'))
const cases: FindingCase[] = []
for (const name of lists) {
  const module = (await import(join(folder, name))) as Record<string, readonly FindingCase[]>
  cases.push(...Object.values(module).flat())
}

describe('each finding', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(0))

  it.each(cases)('$code opens when it should', ({ code, settings, dedupe = 0, opens }) => {
    const scene = new Scene(settings ? { settings, dedupe } : { dedupe })
    opens.play(scene)
    expect(scene.story(code)).toEqual(opens.story)
  })

  it.each(cases)('$code does not open when it almost should', ({ code, settings, dedupe = 0, almost }) => {
    const scene = new Scene(settings ? { settings, dedupe } : { dedupe })
    almost.play(scene)
    expect(scene.story(code)).toEqual([])
  })
})
