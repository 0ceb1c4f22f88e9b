import { describe, expect, it } from 'vitest'
import { SYSTEM_CODES } from '../../server/alarms/alarm.ts'
import { messageText } from '../../server/alarms/text.ts'
import { FINDING_CODES } from '../../shared/finding.ts'
import type { Message } from '../../server/alarms/draft.ts'
import { rowKey } from '../../server/findings/key.ts'
import { alarm, messageOf, told } from './alarms.ts'

const options = { language: 'en', publicUrl: null, demo: false } as const

describe('what a message says', () => {
  it('one alarm: what, where, since when, what to do', () => {
    const text = messageText(messageOf(told()), { ...options, publicUrl: 'https://rollcall.example' })
    expect(text.headline).toBe('Critical: No querier - Studio (eth1/20)')
    expect(text.alarms[0]?.sentence).toMatch(/at 2025-11-26 08:00:00 UTC\. Streams stop 260 s after/)
    expect(text.alarms[0]?.when).toBe('Since 2025-11-26 08:05:00 UTC.')
    expect(text.remedy).toMatch(/^Remedy: Let one device/)
    expect(text.commands.map(({ system }) => system)).toEqual(['RouterOS', 'IOS', 'Linux'])
    expect(text.commands[1]?.command).toBe('ip igmp snooping querier')
    const link = new URL(text.link ?? '')
    expect(`${link.origin}${link.pathname}`).toBe('https://rollcall.example/findings')
    // As the page has it in its own address, and so the key of the row.
    const { subject, openedAt } = alarm()
    expect([...link.searchParams]).toEqual([['open', rowKey(subject, openedAt)]])
  })

  it.each<[string, Message]>([
    ['several', messageOf(told(), told({ subject: 'b' }))],
    ['one of several that are not named', { ...messageOf(told()), total: 2 }],
    ['Rollcall itself', messageOf(told({ code: 'rollcall-history', segment: null, sentence: 'rollcall-history' }))],
    ['one whose address would be too long', messageOf(told({ subject: 'x'.repeat(500) }))],
  ])('of %s leads to all findings', (_what, message) => {
    const { link } = messageText(message, { ...options, publicUrl: 'https://rollcall.example' })
    expect(link).toBe('https://rollcall.example/findings')
  })

  it('a subject that is no text of Unicode is no reason not to send', () => {
    const broken = messageOf(told({ subject: '\ud800 &open=b' }))
    const { link } = messageText(broken, { ...options, publicUrl: 'https://rollcall.example' })
    expect([...new URL(link ?? '').searchParams.keys()]).toEqual(['open'])
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
})
