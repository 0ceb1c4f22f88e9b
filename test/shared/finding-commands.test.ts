import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FINDING_CODES } from '../../shared/finding.ts'
import { FINDING_COMMANDS } from '../../shared/finding-text.ts'
import { SEGMENT_SETTINGS } from '../../server/findings/settings.ts'

const linesOf = (system: 'routeros' | 'ios' | 'linux'): [string, string[]][] =>
  FINDING_CODES.flatMap((code): [string, string[]][] => {
    const commands = FINDING_COMMANDS[code]?.[system]
    return commands === undefined ? [] : [[code, commands.split('\n')]]
  })

describe('commands can be pasted as they are', () => {
  it.each(linesOf('ios'))('Cisco IOS, %s: what changes something stands in configuration mode', (_, lines) => {
    const begins = lines.indexOf('configure terminal')
    const shown = begins < 0 ? lines : lines.slice(0, begins)
    expect(shown.filter((line) => !line.startsWith('show '))).toEqual([])
    const configured = begins < 0 ? [] : lines.slice(begins + 1)
    expect(configured.filter((line) => line.startsWith('show '))).toEqual([])
    // What belongs to an interface is indented, and nothing comes after it that belongs to none.
    const inside = configured.findIndex((line) => line.startsWith('interface '))
    const below = inside < 0 ? [] : configured.slice(inside + 1)
    expect(below.filter((line) => !line.startsWith(' '))).toEqual([])
    expect(configured.slice(0, inside < 0 ? undefined : inside).filter((line) => line.startsWith(' '))).toEqual([])
  })

  it.each(linesOf('routeros'))('RouterOS, %s: a change of the querier takes effect', (_, lines) => {
    expect(lines.filter((line) => !line.startsWith('/'))).toEqual([])
    if (!lines.some((line) => line.includes('multicast-querier='))) return
    const snooping = lines.flatMap((line) => /igmp-snooping=(\w+)/.exec(line)?.[1] ?? [])
    expect(snooping).toEqual(['no', 'yes'])
  })
})

describe('the page about findings', () => {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')

  it('has a row for each code', () => {
    const rows = [...page.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, code]) => code)
    expect(rows.filter((code) => FINDING_CODES.some((known) => known === code)).sort()).toEqual(
      [...FINDING_CODES].sort(),
    )
  })

  it('has the defaults of the settings', () => {
    const defaults = Object.entries(SEGMENT_SETTINGS).filter(([, value]) => typeof value === 'number')
    for (const [name, value] of defaults) {
      const written = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      expect(page).toMatch(new RegExp(`\\| \`${written}\` +\\| ${value} +\\|`))
    }
  })
})
