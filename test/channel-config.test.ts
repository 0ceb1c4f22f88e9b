import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { channelsOf } from '../server/channel-config.ts'
import { readConfig } from '../server/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-channel-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const read = (text: string) => {
  const path = join(folder, 'rollcall.toml')
  writeFileSync(path, text)
  return channelsOf(readConfig(path).channel)
}

describe('[[channel]]', () => {
  it('says little and means the usual', () => {
    expect(read('[[channel]]\nid = "logs"\n[channel.syslog]\nhost = "logs.example"\ntransport = "tls"')).toEqual([
      {
        ...{ id: 'logs', name: 'logs', on: true, severity: 'warning', codes: [], filter: '', closed: true },
        ...{ groupFor: 30_000, repeatAfter: null, language: 'en' },
        target: { kind: 'syslog', host: 'logs.example', port: 6514, transport: 'tls', facility: 16, ca: null },
      },
    ])
  })

  it('takes a secret out of a file', () => {
    const path = join(folder, 'password')
    writeFileSync(path, 'a good password\n')
    const [mail] = read(
      `[[channel]]\nid = "noc"\nrepeat-after = 3600\n[channel.email]\nhost = "mail.example"\nuser = "noc"\npassword-file = "${path}"\nfrom = "a@example.com"\nto = "b@example.com"`,
    )
    expect(mail?.target).toMatchObject({
      port: 587,
      security: 'starttls',
      password: 'a good password',
      to: ['b@example.com'],
    })
    expect(mail?.repeatAfter).toBe(3_600_000)
  })

  const WEBHOOK = '[channel.webhook]\nurl = "https://x.example/"'
  it.each([
    ['no way out', '[[channel]]\nid = "a"', /needs one of \[channel\.syslog\]/],
    ['two ways out', `[[channel]]\nid = "a"\n${WEBHOOK}\n[channel.syslog]\nhost = "x"`, /needs one of/],
    [
      'the same id twice',
      `[[channel]]\nid = "a"\n${WEBHOOK}\n[[channel]]\nid = "a"\n${WEBHOOK}`,
      /Two channels are called a/,
    ],
    ['an id that no address can carry', `[[channel]]\nid = "A b"\n${WEBHOOK}`, /it is a word of a-z/],
    [
      'an address that is none',
      '[[channel]]\nid = "a"\n[channel.webhook]\nurl = "file:///etc/passwd"',
      /target\.url.*begins with https/,
    ],
    [
      'a user in the address',
      '[[channel]]\nid = "a"\n[channel.webhook]\nurl = "https://u:p@x.example/"',
      /no user, no password/,
    ],
    ['Telegram without a chat', `[[channel]]\nid = "a"\n${WEBHOOK}\ntemplate = "telegram"`, /Telegram needs the chat/],
    [
      'a filter that cannot be read',
      `[[channel]]\nid = "a"\nfilter = "vlan:x"\n${WEBHOOK}`,
      /filter, column \d+: x is no VLAN/,
    ],
    ['a code that is none', `[[channel]]\nid = "a"\ncodes = ["x"]\n${WEBHOOK}`, /codes\.0.*no code/],
    [
      'a file that is not there',
      `[[channel]]\nid = "a"\n${WEBHOOK}\nsecret-file = "/nowhere/x"`,
      /cannot read \/nowhere\/x/,
    ],
    [
      'a header in an address of mail',
      '[[channel]]\nid = "a"\n[channel.email]\nhost = "x"\nfrom = "a@example.com\\r\\nBcc: b@example.com"\nto = "c@example.com"',
      /target\.from/,
    ],
    ['a word that it does not know', `[[channel]]\nid = "a"\ncolour = 1\n${WEBHOOK}`, /does not know "colour"/],
  ])('%s', (_, text, wanted) => {
    expect(() => read(text)).toThrow(wanted)
  })
})
