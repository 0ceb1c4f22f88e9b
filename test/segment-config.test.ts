import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '../server/config.ts'
import { SEGMENT_SETTINGS } from '../server/findings/settings.ts'
import { jointsOf, settingsOf } from '../server/segment-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a configuration file gives. */
function read(text: string) {
  const file = join(folder, 'rollcall.toml')
  writeFileSync(file, text)
  const { findings, segment } = readConfig(file)
  return { settings: settingsOf(findings, segment), joints: (taken: string[] = []) => jointsOf(segment, taken) }
}

describe('thresholds of the findings', () => {
  it('are those of the product where nothing is said', () => {
    expect(read('').settings('eth1/10')).toEqual(SEGMENT_SETTINGS)
  })

  it('come from [findings] for all, then from each segment that fits, in order', () => {
    const { settings } = read(`
      [findings]
      zaps-per-minute = 30
      table-size = 512
      [segment."eth1/*"]
      table-size = 256
      queriers = ["10.0.10.1", "fe80::1"]
      [segment."eth1/10"]
      table-size = 128
      prefixes = ["10.0.10.0/24"]
    `)
    expect(settings('eth1/10')).toMatchObject({ zapsPerMinute: 30, tableSize: 128 })
    expect(settings('eth1/10').prefixes).toHaveLength(1)
    expect(settings('eth1/20')).toMatchObject({ zapsPerMinute: 30, tableSize: 256, prefixes: null })
    expect(settings('eth1/20').queriers).toHaveLength(2)
    expect(settings('eth2/10')).toMatchObject({ zapsPerMinute: 30, tableSize: 512, queriers: null })
  })

  it.each([
    ['*', 'anything', true],
    ['eth*/10', 'eth1/10', true],
    ['eth*/10', 'eth1/100', false],
    ['eth1', 'eth1/10', false],
    ['*1*2*', 'a1b2c', true],
    ['*1*2*', 'a2b1c', false],
    ['ab*ba', 'aba', false],
    ['eth1.10', 'eth1x10', false],
  ])('%s fits %s: %s', (pattern, name, fits) => {
    const { settings } = read(`[segment."${pattern}"]\ntable-size = 7`)
    expect(settings(name).tableSize === 7).toBe(fits)
  })

  it.each([
    ['[findings]\nqueriers = ["ten"]', 'it must be an IPv4 or IPv6 address'],
    ['[findings]\nprefixes = ["10.0.0.0/33"]', 'it must be a prefix, as in 10.0.20.0/24'],
    ['[findings]\nzaps-per-hour = 3', 'does not know "zaps-per-hour"'],
    ['[segment.TV]\ntaps = []', 'segment.TV.taps'],
    ['[segment.TV]\ntable-size = 0', 'segment.TV.table-size'],
  ])('%j is refused in one sentence', (text, says) => {
    expect(() => read(text)).toThrow(says)
  })
})

describe('a segment of several taps', () => {
  it('is named by its taps, as they see it; `live:` may stand before an interface', () => {
    const { joints } = read(
      '[segment.TV]\ntaps = ["tzsp:192.0.2.1/20", "live:eth1/20"]\n[segment."eth1/30"]\ntable-size = 9',
    )
    expect(joints()).toEqual([{ name: 'TV', taps: ['tzsp:192.0.2.1/20', 'eth1/20'] }])
  })

  it('cannot share a tap with another one', () => {
    const { joints } = read('[segment.A]\ntaps = ["eth1/20"]\n[segment.B]\ntaps = ["live:eth1/20"]')
    expect(joints).toThrow('The tap eth1/20 cannot be a part of A and of B too.')
  })

  it.each([
    ['[segment.""]\ntaps = ["eth1/20"]', 'needs a name'],
    ['[segment."eth*"]\ntaps = ["eth1/20"]', 'without * and |'],
    ['[segment."a|b"]\ntaps = ["eth1/20"]', 'without * and |'],
    ['[segment."\\u001b[2J"]\ntaps = ["eth1/20"]', 'needs a name'],
    ['[segment.eth1]\ntaps = ["eth1/20"]', 'has the name of a source'],
    ['[segment.core1]\ntaps = ["core1/20"]', 'has the name of a source'],
    ['[segment.TV]\ntaps = ["eth1/20", "live:eth1/20"]', 'names its tap eth1/20 twice'],
    ['[segment.TV]\ntaps = ["eth*/20"]', 'is a pattern; name each tap'],
    ['[segment.A]\ntaps = ["B"]\n[segment.B]\ntaps = ["A"]', 'has taps itself'],
    ['[segment.A]\ntaps = ["B"]\n[segment.B]\ntaps = ["eth1/20"]', 'has taps itself'],
  ])('%j is refused in one sentence', (text, says) => {
    expect(() => read(text).joints(['eth1', 'core1'])).toThrow(says)
  })

  it('may have the name that one of its taps gives it', () => {
    expect(read('[segment."eth1/20"]\ntaps = ["eth1/20", "core1/20"]').joints(['eth1'])).toHaveLength(1)
  })

  it('of a thousand costs little, and thousands of stars in a name end', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => `[segment."e${i}/*"]\ntable-size = ${i + 1}`).join('\n')
    expect(read(many).settings('e1999/10').tableSize).toBe(2_000)
    const stars = `[segment."${'a*'.repeat(5_000)}b"]\ntable-size = 7`
    expect(read(stars).settings('a'.repeat(9_999)).tableSize).toBe(SEGMENT_SETTINGS.tableSize)
  })
})
