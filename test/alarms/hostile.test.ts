import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../server/alarms/alarm.ts'
import { mailBody } from '../../server/alarms/mail-body.ts'
import { octets, plain } from '../../server/alarms/plain.ts'
import { counted, MAX_DATAGRAM, MAX_STREAMED, syslogLine } from '../../server/alarms/syslog-line.ts'
import { messageText } from '../../server/alarms/text.ts'
import { webhookBody } from '../../server/alarms/webhook-body.ts'
import { WEBHOOK_TEMPLATES } from '../../shared/channel.ts'
import { messageOf, told } from './alarms.ts'

/* Whatever a network calls its hosts, a message is what we wanted to say. */

const HOSTILE: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'an attribute': '"><img src=x onerror=alert(1)>',
  'an entity': '&lt;b&gt; &amp;',
  'a mention of Slack': '<!channel> <@U123> <http://evil.example|click>',
  markdown: '*bold* _it_ ~s~ `code` [x](http://evil.example) **b** # h',
  'another header': 'x\r\nBcc: victim@example.com\r\n\r\nbody',
  'another line of a log': 'x\n<0>1 2025-11-26T08:00:00Z evil su - - - root',
  'the end of structured data': 'x"] [evil@1 a="b\\',
  'terminal escapes': '\u001B[2J\u001B]0;owned\u0007\u009B31m',
  'letters from right to left': 'user\u202Egpj.exe\u2066\u2069\u200F',
  'what cannot be seen': 'a\u200B\u0000\uFEFFb\u{E0041}',
  'half a letter': `\uD800${'x'.repeat(10)}\uDC00`,
  'a formula': '=HYPERLINK("http://evil.example")',
  'a place of a template': '{host} {group} $& $1',
  'a pile of marks': `a${'\u0301'.repeat(500)}`,
  '10 MB': '漢'.repeat(10_000_000),
}
const everywhere = (text: string): Partial<Alarm> => ({
  ...{ code: 'deaf-host', sentence: 'deaf-host', segment: text, segmentName: text, group: text, groupName: text },
  ...{ host: text, hostName: text, source: text },
  values: { host: text, group: text, missed: 2, endsAt: Date.UTC(2025, 10, 26) },
})
const cases = Object.entries(HOSTILE)
const texts = (text: string) => {
  const message = messageOf(told(everywhere(text)), told({ ...everywhere(text), subject: 'b' }, 'closed'))
  const options = { language: 'en', publicUrl: 'https://rollcall.example', demo: false } as const
  return { message, text: messageText(message, options) }
}
const envelope = { delivery: 'd-1', at: 0, test: false }
/** Control, direction, what cannot be seen, half letters; line ends are ours. */
const OBEYED = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/u

describe.each(cases)('%s', (_, hostile) => {
  const { message, text } = texts(hostile)

  it.each(WEBHOOK_TEMPLATES)('in a webhook: %s', (template) => {
    const target = { kind: 'webhook', url: 'http://x/', template, chat: '-100', secret: null, ca: null } as const
    const body = webhookBody(target, text, message, envelope)
    expect(body.length).toBeLessThan(25_000)
    const read = JSON.parse(body) as { text?: string; parse_mode?: string }
    expect(Object.values(flat(read)).filter((one) => OBEYED.test(one))).toEqual([])
    if (template === 'slack') expect(read.text).not.toMatch(/[<>]/)
    if (template === 'telegram') {
      expect(read.text?.replace(/<\/?b>/g, '')).not.toMatch(/[<>"]/)
      expect(read.text?.match(/<b>/g)?.length).toBe(read.text?.match(/<\/b>/g)?.length)
      expect(read.text?.length).toBeLessThan(4_096)
    }
  })

  it('in a mail', () => {
    const { subject, text: plainText, html } = mailBody(text)
    expect(subject).not.toMatch(/[\r\n]/)
    for (const one of [subject, plainText, html]) expect(one).not.toMatch(OBEYED)
    expect(html.replace(/<\/?(?:!doctype html|html|body|p|strong|b|br|pre|a)(?: href="[^"<>]*")?>/g, '')).not.toMatch(
      /[<>]/,
    )
    expect(plainText).not.toMatch(/^Bcc:|^<0>/m)
    expect(html.length + plainText.length).toBeLessThan(20_000)
  })

  it('in a log', () => {
    const [first] = text.alarms
    for (const most of [MAX_DATAGRAM, MAX_STREAMED]) {
      const line = syslogLine(first!, 'd-1', 0, { facility: 16, hostname: hostile, pid: 1 }, most)
      expect(line.length).toBeLessThanOrEqual(most)
      expect(new TextDecoder('utf-8', { fatal: true }).decode(line).replace('\uFEFF', '')).not.toMatch(OBEYED)
      expect(line.toString()).not.toMatch(/\n/)
      expect(line.toString()).toMatch(
        /^<130>1 1970-01-01T00:00:00\.000Z \S+ rollcall 1 opened \[rollcall@32473 (?:[a-z]+="(?:[^"\\\]]|\\["\\\]])*" ?)+\] /,
      )
      expect(counted(line).toString()).toMatch(new RegExp(`^${line.length} <`))
    }
  })
})

it('any text at all is one line, well formed and bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 200 }), (text, most) => {
      const shown = plain(text, most)
      expect(shown.length).toBeLessThanOrEqual(most)
      expect(shown).not.toMatch(/[\r\n]|\p{Cs}|\p{Cc}/u)
      const cut = octets(shown, most)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most)
      expect(shown.startsWith(cut)).toBe(true)
    }),
  )
})

it('a value that looks like a place is not filled', () => {
  const { text } = texts('{group}')
  expect(text.alarms[0]?.sentence).toContain('{group}')
})

const flat = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(flat) : []
