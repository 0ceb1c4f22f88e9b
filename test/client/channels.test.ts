import { describe, expect, it } from 'vitest'
import {
  channelOf,
  draftOf,
  idFor,
  newDraft,
  recipients,
  usualPort,
  type ChannelDraft,
} from '../../client/channels/draft.ts'
import { channelState, whereTo } from '../../client/channels/state.ts'
import { settingsOf } from '../../client/channels/use-channels.ts'
import { wrongIn } from '../../client/channels/wrong.ts'
import type { ChannelRow, ChannelTarget } from '../../shared/channel.ts'
import './english.ts'

const syslog: ChannelTarget = {
  kind: 'syslog',
  host: 'logs.example',
  port: 6514,
  transport: 'tls',
  facility: 16,
  ca: null,
}
const webhook: ChannelTarget = {
  kind: 'webhook',
  url: 'https://hooks.example/T1/secret',
  template: 'telegram',
  chat: '-100',
  ca: null,
}
const email: ChannelTarget = {
  kind: 'email',
  host: '192.0.2.1',
  port: 587,
  security: 'starttls',
  user: 'rollcall',
  from: 'rollcall@example.com',
  to: ['noc@example.com', 'ana@example.com'],
  ca: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----',
}
const row = (target: ChannelTarget, over: Partial<ChannelRow> = {}): ChannelRow => ({
  id: 'noc',
  name: 'NOC',
  on: true,
  target,
  severity: 'critical',
  codes: ['two-queriers', 'loop'],
  filter: 'vlan:10|20',
  closed: false,
  groupFor: 90_000,
  repeatAfter: 7_200_000,
  language: 'pt-BR',
  fixed: false,
  hasSecret: true,
  waiting: 0,
  sent: 0,
  lost: 0,
  lastSentAt: null,
  trouble: null,
  nextAttemptAt: null,
  ...over,
})

describe('a channel as it is typed', () => {
  it.each([
    ['syslog', syslog],
    ['webhook', webhook],
    ['email', email],
  ])('%s comes back as it was, and leaves its secret as it is', (_kind, target) => {
    const before = row(target)
    expect(wrongIn(draftOf(before))).toEqual([])
    const { id, ...settings } = settingsOf(before)
    expect(id).toBe('noc')
    expect(channelOf(draftOf(before))).toEqual(settings)
  })
  it.each([
    ['typed', { secret: 'new one' }, 'new one'],
    ['taken away', { dropSecret: true, secret: 'typed before' }, null],
    ['left', {}, undefined],
  ])('a secret is %s', (_what, over: Partial<ChannelDraft>, secret) => {
    const of = (target: ChannelTarget): ChannelTarget => channelOf({ ...draftOf(row(target)), ...over }).target
    expect(of(webhook)).toHaveProperty('url')
    expect((of(webhook) as { secret?: unknown }).secret).toBe(secret)
    expect((of(email) as { password?: unknown }).password).toBe(secret)
    expect('secret' in of(webhook)).toBe(secret !== undefined)
  })
  it('only Telegram has a chat', () => {
    const draft = { ...draftOf(row(webhook)), template: 'slack' as const }
    expect(channelOf(draft).target).toMatchObject({ template: 'slack', chat: null })
  })
  it('no reminder is null, not zero', () => {
    expect(channelOf({ ...draftOf(row(syslog)), repeatAfter: '' }).repeatAfter).toBeNull()
    expect(draftOf(row(syslog, { repeatAfter: null })).repeatAfter).toBe('')
  })
  it.each([
    ['a@b.c', ['a@b.c']],
    [' a@b.c,\n d@e.f ;g@h.i ', ['a@b.c', 'd@e.f', 'g@h.i']],
    [' , ', []],
  ])('recipients of %j', (text, expected) => {
    expect(recipients(text)).toEqual(expected)
  })
  it.each([
    [{ kind: 'syslog', transport: 'udp', security: 'none' }, 514],
    [{ kind: 'syslog', transport: 'tcp', security: 'none' }, 514],
    [{ kind: 'syslog', transport: 'tls', security: 'none' }, 6514],
    [{ kind: 'email', transport: 'udp', security: 'tls' }, 465],
    [{ kind: 'email', transport: 'udp', security: 'starttls' }, 587],
    [{ kind: 'email', transport: 'udp', security: 'none' }, 25],
  ] as const)('the usual port of %j', (how, port) => {
    expect(usualPort(how)).toBe(port)
  })
  it.each([
    ['NOC', [], 'noc'],
    ['Plantão São Paulo!', [], 'plantao-sao-paulo'],
    ['NOC', ['noc', 'noc-2'], 'noc-3'],
    ['התראות', [], 'channel'],
    ['--', ['channel'], 'channel-2'],
    ['x'.repeat(80), [], 'x'.repeat(34)],
  ])('%s is called so in the address', (name, others, id) => {
    expect(idFor(name, others)).toBe(id)
    expect(idFor(name, others)).toMatch(/^[a-z0-9-]{1,40}$/)
  })
})

describe('what is wrong with a channel', () => {
  const fresh = newDraft('en')
  it('a new one lacks its name and where it goes', () => {
    expect(wrongIn(fresh).map(({ field }) => field)).toEqual(['name', 'url'])
  })
  it.each<[string, Partial<ChannelDraft>, string, string]>([
    ['a name of 81 letters', { name: 'a'.repeat(81) }, 'name', 'name'],
    ['an address of another kind', { url: 'javascript:alert(1)' }, 'url', 'url'],
    ['no address', { url: 'hooks.example' }, 'url', 'url'],
    ['Telegram without a chat', { chat: ' ' }, 'chat', 'chat'],
    ['half a certificate', { ca: '-----BEGIN CERTIFICATE-----' }, 'ca', 'pem'],
    ['a day and more to gather', { groupFor: 86_401 }, 'groupFor', 'range'],
    ['nothing to gather for', { groupFor: '' }, 'groupFor', 'range'],
    ['a reminder every second', { repeatAfter: 0.0001 }, 'repeatAfter', 'range'],
  ])('%s', (_what, over, field, code) => {
    expect(wrongIn({ ...draftOf(row(webhook)), ...over })).toEqual([expect.objectContaining({ field, code })])
  })
  it.each<[string, Partial<ChannelDraft>, string, string]>([
    ['no server', { host: '' }, 'host', 'host'],
    ['a server with a path', { host: 'logs.example/x' }, 'host', 'host'],
    ['no port', { port: '' }, 'port', 'range'],
    ['a port that is none', { port: 65_536 }, 'port', 'range'],
    ['a facility that is none', { kind: 'syslog', facility: 24 }, 'facility', 'range'],
    ['a sender with a name', { from: 'Rollcall <a@b.c>' }, 'from', 'mailbox'],
    ['nobody to write to', { to: '' }, 'to', 'recipients'],
    ['one of several that is none', { to: 'a@b.c, ana' }, 'to', 'recipients'],
  ])('%s', (_what, over, field, code) => {
    expect(wrongIn({ ...draftOf(row(email)), ...over })).toEqual([expect.objectContaining({ field, code })])
  })
})

describe('how a channel does', () => {
  const trouble = { code: 'changed-meanwhile', values: {} } as const
  it.each<[Partial<ChannelRow>, string]>([
    [{}, 'idle'],
    [{ lastSentAt: 1 }, 'ok'],
    [{ lastSentAt: 1, waiting: 2 }, 'waiting'],
    [{ lastSentAt: 1, waiting: 2, trouble }, 'trouble'],
    [{ on: false, waiting: 2, trouble }, 'off'],
  ])('%j: %s', (over, state) => {
    expect(channelState(row(syslog, over))).toBe(state)
  })
  it.each([
    [syslog, 'tls://logs.example:6514'],
    [email, 'noc@example.com, ana@example.com'],
    // What comes after the name may be a secret.
    [webhook, 'https://hooks.example/…'],
    [{ ...webhook, url: 'http://127.0.0.1:9000/' }, 'http://127.0.0.1:9000'],
  ])('where it goes', (target, text) => {
    expect(whereTo(target)).toBe(text)
  })
})
