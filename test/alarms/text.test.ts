import { describe, expect, it } from 'vitest'
import { SYSTEM_CODES } from '../../server/alarms/alarm.ts'
import { messageText } from '../../server/alarms/text.ts'
import { MESSAGE_WORDS } from '../../server/alarms/words.ts'
import { SENTENCES_PT_BR } from '../../shared/finding-text/pt-BR.ts'
import { FINDING_SENTENCES } from '../../shared/finding-text.ts'
import { FINDING_CODES } from '../../shared/finding.ts'
import { messageOf, told } from './alarms.ts'

const options = { language: 'en', publicUrl: null, demo: false } as const
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

describe('what a message says', () => {
  it('one alarm: what, where, since when, what to do', () => {
    const text = messageText(messageOf(told()), { ...options, publicUrl: 'https://rollcall.example' })
    expect(text.headline).toBe('Critical: No querier - Studio (eth1/20)')
    expect(text.alarms[0]?.sentence).toMatch(/at 2025-11-26 08:00:00 UTC\. Streams stop 260 s after/)
    expect(text.alarms[0]?.when).toBe('Since 2025-11-26 08:05:00 UTC.')
    expect(text.remedy).toMatch(/^Remedy: Let one device/)
    expect(text.commands.map(({ system }) => system)).toEqual(['RouterOS', 'IOS', 'Linux'])
    expect(text.commands[1]?.command).toBe('ip igmp snooping querier')
    expect(text.link).toBe('https://rollcall.example/findings')
  })

  it('in Portuguese', () => {
    const text = messageText(messageOf(told({ closedAt: Date.UTC(2025, 10, 26, 8, 6) }, 'closed')), {
      ...options,
      language: 'pt-BR',
    })
    expect(text.headline).toBe('Encerrado: Sem querier - Studio (eth1/20)')
    expect(text.alarms[0]?.when).toBe('De 2025-11-26 08:05:00 UTC até 2025-11-26 08:06:00 UTC.')
    expect(text.remedy).toBeNull()
  })

  it('several: how many of each, and the worst', () => {
    const message = { ...messageOf(told({ severity: 'warning', subject: 'b' }), told()), total: 30 }
    const text = messageText(message, { ...options, demo: true })
    expect(text.headline).toBe(
      '[simulated network] 30 alarms (critical: 1, warning: 1). The worst: Critical: No querier - Studio (eth1/20)',
    )
    expect(text.more).toBe('And 28 more, which the page Findings has.')
  })

  it('a sentence that this version does not know is its title', () => {
    expect(messageText(messageOf(told({ sentence: 'of-a-newer-version' })), options).alarms[0]?.sentence).toBe(
      'No querier',
    )
  })

  it('names stand where their addresses would', () => {
    const about = { group: '239.1.1.1', groupName: 'Channel 1', host: '10.0.0.5', hostName: 'Box' }
    const values = { host: '10.0.0.5', group: '239.1.1.1', missed: 2, endsAt: 0 }
    const text = messageText(messageOf(told({ ...about, code: 'deaf-host', sentence: 'deaf-host', values })), options)
    expect(text.alarms[0]?.sentence).toMatch(/^Box \(10\.0\.0\.5\) joined Channel 1 \(239\.1\.1\.1\)/)
  })

  it.each([...FINDING_CODES, ...SYSTEM_CODES])('%s has words in both languages', (code) => {
    for (const language of ['en', 'pt-BR'] as const) {
      const text = messageText(messageOf(told({ code, sentence: 'unknown' })), { ...options, language })
      expect(text.headline).not.toContain('undefined')
      expect(text.remedy?.length).toBeGreaterThan(20)
    }
  })

  it('Portuguese has the places of English; what another says in English is left out', () => {
    for (const [code, english] of Object.entries({ ...FINDING_SENTENCES, ...MESSAGE_WORDS.en.sentence })) {
      const portuguese = ({ ...SENTENCES_PT_BR, ...MESSAGE_WORDS['pt-BR'].sentence } as Record<string, string>)[code]
      expect([code, places(portuguese ?? '')]).toEqual([code, places(english).filter((place) => place !== '{detail}')])
    }
  })
})
