import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findProgram } from '../../../server/capture/program.ts'
import { capabilitiesFor, needsOf } from '../../../server/cli/service/needs.ts'
import { unitText, unitWord } from '../../../server/cli/service/unit.ts'
import { memoryBound } from '../../../server/memory-bound.ts'
import type { SourceKind } from '../../../shared/source.ts'

const analyze = findProgram('systemd-analyze')
const version = Number(
  /systemd (\d+)/.exec(analyze === null ? '' : spawnSync(analyze, ['--version'], { encoding: 'utf8' }).stdout)?.[1] ??
    0,
)
/** The first that looks at a unit file without a systemd that runs. */
const OFFLINE_SINCE = 250
const reason =
  version >= OFFLINE_SINCE
    ? null
    : `it needs systemd-analyze of ${OFFLINE_SINCE} or newer. Remedy: sudo apt install systemd`
if (reason !== null) console.log(`SKIPPED: what systemd says of the unit: ${reason}`)

const unit = (kinds: readonly SourceKind[], writes: readonly string[] = []): string =>
  unitText({ command: ['/usr/bin/env', 'serve'], needs: needsOf(kinds), maxMemory: 1_024 ** 3, writes })
const line = (text: string, name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1]

describe('what sources need', () => {
  const cases: readonly (readonly [readonly SourceKind[], readonly string[]])[] = [
    [['tzsp', 'vxlan', 'sflow', 'file', 'demo'], []],
    [
      ['live', 'tzsp'],
      ['CAP_NET_RAW', 'CAP_SETPCAP'],
    ],
    [['erspan'], ['CAP_NET_RAW', 'CAP_SETPCAP']],
    [['igmp-socket'], ['CAP_NET_RAW', 'CAP_NET_ADMIN', 'CAP_SETPCAP']],
    [
      ['igmp-socket', 'live'],
      ['CAP_NET_RAW', 'CAP_NET_ADMIN'],
    ],
  ]
  it.each(cases)('%j: %j', (kinds, capabilities) => {
    expect(capabilitiesFor(needsOf(kinds))).toEqual(capabilities)
    const text = unit(kinds)
    expect(line(text, 'AmbientCapabilities')).toBe(capabilities.join(' '))
    expect(line(text, 'CapabilityBoundingSet')).toBe(capabilities.join(' '))
    expect(line(text, 'RestrictAddressFamilies')?.includes('AF_PACKET')).toBe(kinds.includes('live'))
    expect(text.includes('PrivateUsers=yes')).toBe(capabilities.length === 0)
  })
})

describe('MemoryMax', () => {
  it.each([
    [1, 2_048],
    [4, 5_120],
    [16, 18_103],
  ])('of a server that may take %i GB: %i MiB, so that it does not complain of its own unit', (gib, mib) => {
    const maxMemory = gib * 1_024 ** 3
    const text = unitText({ command: ['/usr/bin/env'], needs: needsOf(['tzsp']), maxMemory, writes: [] })
    expect(line(text, 'MemoryMax')).toBe(`${mib}M`)
    expect(memoryBound(maxMemory, { bytes: mib * 1_024 ** 2, of: 'group' }).fitting).toBeGreaterThanOrEqual(maxMemory)
  })
})

describe('the words of a command line', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['--source', '--source'],
    ['live:eth1', 'live:eth1'],
    ['a b', '"a b"'],
    ['50%', '50%%'],
    ['$HOME', '"$$HOME"'],
    ['say "no"', '"say \\"no\\""'],
    ['a\\b', '"a\\\\b"'],
    ["igmp or (vlan and 'x')", `"igmp or (vlan and 'x')"`],
    ['', '""'],
  ]
  it.each(cases)('%s', (word, written) => {
    expect(unitWord(word)).toBe(written)
  })
})

describe.skipIf(reason !== null)('what systemd says of the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-unit-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const kinds: readonly (readonly SourceKind[])[] = [
    ['tzsp'],
    ['live'],
    ['erspan'],
    ['igmp-socket'],
    ['live', 'igmp-socket', 'erspan'],
  ]
  it.each(kinds.map((some) => [some] as const))('%j: sound, and exposed 2.0 of 10 or less', (some) => {
    // A name of its own: of another unit of this machine the file would be another one's.
    const file = join(folder, 'rollcall-under-test.service')
    writeFileSync(file, unit(some, ['/srv/exports with spaces']))
    const verified = spawnSync(analyze!, ['verify', file], { encoding: 'utf8' })
    expect([verified.status, verified.stderr]).toEqual([0, ''])
    const judged = spawnSync(analyze!, ['security', '--offline=true', '--threshold=20', file], { encoding: 'utf8' })
    expect(judged.stdout).toMatch(/Overall exposure level for rollcall-under-test\.service: [0-2]\.\d/)
    expect(judged.status).toBe(0)
  })
})
