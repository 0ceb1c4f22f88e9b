import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChannelDesk } from '../server/channel-desk.ts'
import { MAX_CHANNELS } from '../server/channels-file.ts'
import { MAX_LOGGED } from '../server/channels/delivery-log.ts'
import { KEPT_CHANNEL } from '../server/channels/kept.ts'
import { failed, hopeless, SENT, type Outcome } from '../server/channels/outcome.ts'
import type { Send } from '../server/channels/send.ts'
import { Desk } from '../server/desk.ts'
import type { Finding } from '../server/findings/finding.ts'
import { rowKey } from '../server/findings/key.ts'
import { NO_NAMES } from '../server/names/names.ts'
import { keyOf } from '../server/views/findings.ts'
import type { ChannelConfig, EmailTarget } from '../shared/channel.ts'
import { notice } from '../shared/notice.ts'
import { MINUTE, SECOND } from '../shared/time.ts'
import { aHost, happened, observed, opened } from './history/reading/found.ts'
import { BASE } from './history/steps.ts'
import { until } from './channels/receivers.ts'

let folder: string
let now: number
/** How far the wall is from where it would be if nobody had set it. */
let setOn: number
let told: string[]
/** What was handed over, and what the receiver says to it. */
let sent: { host: string; delivery: string; headline: string; password: string | null }[]
let answer: (host: string) => Promise<Outcome> | Outcome
let desks: ChannelDesk[]
let findings: Desk
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-channel-desk-'))
  now = BASE
  setOn = 0
  told = []
  sent = []
  desks = []
  answer = () => SENT
  findings = new Desk(
    folder,
    () => now,
    (sentence) => told.push(sentence),
  )
})
afterEach(async () => {
  for (const desk of desks) await desk.stop()
  rmSync(folder, { recursive: true })
})

const send: Send = async (target, { delivery, text }) => {
  const host = 'host' in target ? target.host : new URL(target.url).hostname
  sent.push({
    host,
    delivery,
    headline: text.headline,
    password: 'password' in target ? (target.password ?? null) : null,
  })
  return answer(host)
}
let ids = 0
const open = (fixed: readonly ChannelConfig[] = []): ChannelDesk => {
  const desk = new ChannelDesk({
    ...{ folder, fixed, desk: findings, names: NO_NAMES, publicUrl: null, demo: false, send, random: () => 1 },
    facts: () => ({ sources: [], history: null }),
    now: () => now + setOn,
    even: () => now,
    newId: () => `d-${(ids += 1)}`,
    log: (sentence) => told.push(sentence),
  })
  desks.push(desk)
  return desk
}
const WITHOUT: EmailTarget = {
  ...{ kind: 'email', host: 'mail.example', port: 587, security: 'starttls', user: 'noc' },
  ...{ from: 'a@example.com', to: ['b@example.com'], ca: null },
}
const MAIL: EmailTarget = { ...WITHOUT, password: 'of the mail' }
const channel = (id: string, more: Partial<ChannelConfig> = {}): ChannelConfig => ({
  ...{ id, name: id, on: true, severity: 'warning', codes: [], filter: '', closed: true, groupFor: 0 },
  ...{ repeatAfter: null, language: 'en' },
  target: { kind: 'syslog', host: `${id}.example`, port: 514, transport: 'udp', facility: 16, ca: null },
  ...more,
})
const found = (host: number, at = BASE): Finding =>
  opened('deaf-host', at, observed('warning', { subject: aHost(host) }))
const tell = (desk: ChannelDesk, event: 'finding-opened' | 'finding-closed', finding: Finding): void =>
  desk.sink.step(
    'tap',
    { events: [], queries: [], minutes: [], findings: happened(event, now, finding).findings ?? [] },
    now,
  )
/** A moment later, and what is due then is through. */
const tick = async (desk: ChannelDesk, after = SECOND): Promise<void> => {
  now += after
  desk.tick()
  await new Promise((resolve) => setTimeout(resolve, 30))
}
const states = (desk: ChannelDesk) => desk.deliveries({ limit: 100 }).rows.map(({ state, text }) => `${state} ${text}`)

describe('what is told', () => {
  it('a finding goes to every channel that wants it, once', async () => {
    const desk = open()
    expect(desk.put(channel('one'))).toBeNull()
    expect(desk.put(channel('two', { filter: 'vlan:4000' }))).toBeNull()
    expect(desk.put(channel('off', { on: false }))).toBeNull()
    tell(desk, 'finding-opened', found(5))
    await tick(desk)
    await until(() => sent.length > 0)
    await tick(desk)
    expect(sent.map(({ host }) => host)).toEqual(['one.example'])
    expect(desk.list()[0]).toMatchObject({
      waiting: 0,
      sent: 1,
      lost: 0,
      trouble: null,
      hasSecret: false,
      fixed: false,
    })
    expect(states(desk)).toEqual([`sent ${sent[0]?.headline}`])
  })

  it('acknowledged or silenced is not told', async () => {
    const desk = open()
    desk.put(channel('one'))
    const [first, second] = [found(5), found(6)]
    tell(desk, 'finding-opened', first)
    tell(desk, 'finding-opened', second)
    findings.acknowledge(rowKey(keyOf(first, 'tap'), first.openedAt), 'seen', true)
    findings.silence(keyOf(second, 'tap'), now + MINUTE)
    await tick(desk)
    expect(sent).toEqual([])
    await tick(desk, 2 * MINUTE)
    await until(() => sent.length > 0)
    expect(sent).toHaveLength(1)
  })

  it('a channel that hangs holds up no other', async () => {
    const desk = open()
    desk.put(channel('hangs'))
    desk.put(channel('other'))
    let release: (outcome: Outcome) => void = () => undefined
    answer = (host) => (host === 'hangs.example' ? new Promise((resolve) => (release = resolve)) : SENT)
    for (let host = 1; host <= 3; host += 1) {
      tell(desk, 'finding-opened', found(host))
      await tick(desk, MINUTE)
    }
    await until(() => sent.filter(({ host }) => host === 'other.example').length === 3)
    expect(sent.filter(({ host }) => host === 'hangs.example')).toHaveLength(1)
    expect(desk.list()[0]).toMatchObject({ id: 'hangs', waiting: 3 })
    release(SENT)
  })

  it('what fails is tried again, and what is hopeless is lost with the reason', async () => {
    const desk = open()
    desk.put(channel('one'))
    answer = () => failed(notice('delivery-refused', { host: 'one.example', port: 514 }))
    tell(desk, 'finding-opened', found(5))
    await tick(desk)
    await until(() => desk.list()[0]?.trouble)
    expect(desk.list()[0]).toMatchObject({
      waiting: 1,
      trouble: { code: 'delivery-refused' },
      nextAttemptAt: now + 5 * SECOND,
    })
    await tick(desk)
    expect(sent).toHaveLength(1)
    answer = () => hopeless(notice('delivery-status', { host: 'x', status: 404, detail: '-' }))
    await tick(desk, 5 * SECOND)
    await until(() => desk.list()[0]?.lost === 1)
    expect(new Set(sent.map(({ delivery }) => delivery)).size).toBe(1)
    expect(desk.list()[0]).toMatchObject({ waiting: 0, lost: 1 })
    expect(desk.deliveries({ limit: 1 }).rows[0]).toMatchObject({
      state: 'lost',
      attempts: 2,
      trouble: { code: 'delivery-status' },
    })
  })
})

describe('a receiver that refuses for good', () => {
  it('loses each message, and the other channels are told once, until one is delivered', async () => {
    const desk = open()
    desk.put(channel('gone', { closed: false }))
    desk.put(channel('other'))
    const isOver = (text: string): boolean => text.startsWith('Over')
    const troubles = () =>
      sent.filter(({ host, headline }) => host === 'other.example' && /cannot deliver/.test(headline))
    answer = (host) =>
      host === 'gone.example' ? hopeless(notice('delivery-status', { host, status: 404, detail: 'no_service' })) : SENT
    for (let host = 1; host <= 3; host += 1) {
      tell(desk, 'finding-opened', found(host))
      await tick(desk, MINUTE)
      await tick(desk)
    }
    await until(() => troubles().length > 0)
    expect(desk.list()[0]).toMatchObject({ id: 'gone', waiting: 0, lost: 3 })
    expect(troubles()).toHaveLength(1)
    answer = () => SENT
    tell(desk, 'finding-opened', found(4))
    await tick(desk, MINUTE)
    await tick(desk)
    await tick(desk, MINUTE)
    await until(() => troubles().length > 1)
    expect(troubles().map(({ headline }) => isOver(headline))).toEqual([false, true])
  })
})

describe('a clock that is set', () => {
  it.each([
    ['on by a day', 24 * 60 * MINUTE],
    ['back by an hour', -60 * MINUTE],
  ])('%s loses no message that waits, and has none wait for it', async (_, by) => {
    const desk = open()
    desk.put(channel('one'))
    answer = () => failed(notice('delivery-refused', { host: 'one.example', port: 514 }))
    tell(desk, 'finding-opened', found(5))
    await tick(desk)
    await until(() => desk.list()[0]?.trouble)
    answer = () => SENT
    setOn = by
    await tick(desk)
    expect(desk.list()[0]).toMatchObject({ waiting: 1, lost: 0, sent: 0 })
    await tick(desk, 5 * SECOND)
    await until(() => desk.list()[0]?.sent === 1)
    expect(desk.list()[0]).toMatchObject({ waiting: 0, lost: 0, trouble: null })
  })
})

describe('a restart', () => {
  it('what waits is sent as the same delivery, what was told is not told again, and the log is there', async () => {
    const before = open()
    before.put(channel('one'))
    tell(before, 'finding-opened', found(5))
    await tick(before)
    await until(() => sent.length === 1)
    answer = () => failed(notice('delivery-closed', { host: 'x' }))
    tell(before, 'finding-opened', found(6))
    await tick(before, MINUTE)
    await until(() => sent.length === 2)
    await before.stop()
    answer = () => SENT
    const desk = open()
    expect(desk.list()[0]).toMatchObject({ id: 'one', waiting: 1, sent: 1 })
    tell(desk, 'finding-opened', found(5, now))
    tell(desk, 'finding-opened', found(6, now))
    await tick(desk, MINUTE)
    await until(() => desk.list()[0]?.waiting === 0)
    await tick(desk, MINUTE)
    expect(sent).toHaveLength(3)
    expect(sent[2]?.delivery).toBe(sent[1]?.delivery)
    expect(desk.deliveries({ limit: 10 }).rows.map(({ state }) => state)).toEqual(['sent', 'sent'])
  })

  it('at any moment its files are whole', async () => {
    const desk = open()
    desk.put(channel('one'))
    const path = join(folder, 'channels', 'one.json')
    await until(() => existsSync(path))
    for (let host = 1; host < 20; host += 1) {
      tell(desk, 'finding-opened', found(host))
      await tick(desk)
      expect(KEPT_CHANNEL.safeParse(JSON.parse(readFileSync(path, 'utf8'))).success).toBe(true)
    }
  })

  it('a file that cannot be read is kept beside, and said', async () => {
    const before = open()
    before.put(channel('one'))
    await before.stop()
    writeFileSync(join(folder, 'channels', 'one.json'), '{"book":')
    writeFileSync(join(folder, 'channels.json'), 'nonsense')
    const desk = open()
    expect(desk.list()).toEqual([])
    expect(told.join('\n')).toMatch(/channels have to be set up again\. It is kept as .*channels\.json\.damaged/)
    desk.put(channel('one'))
    expect(told.join('\n')).toMatch(/what waited there is not sent\. It is kept as .*one\.json\.damaged/)
  })
})

describe('secrets', () => {
  it('are in one file that nobody else may read, and in no answer', async () => {
    const desk = open()
    desk.put(channel('mail', { target: MAIL }))
    desk.put(
      channel('hook', {
        target: {
          kind: 'webhook',
          url: 'https://x.example/',
          template: 'json',
          chat: null,
          secret: 'of the hook',
          ca: null,
        },
      }),
    )
    expect(desk.list().map(({ hasSecret }) => hasSecret)).toEqual([true, true])
    tell(desk, 'finding-opened', found(5))
    await tick(desk)
    await until(() => sent.length === 2)
    await desk.stop()
    const answers = JSON.stringify([desk.list(), desk.deliveries({ limit: 10 }), told])
    const state =
      readFileSync(join(folder, 'channels', 'mail.json'), 'utf8') +
      readFileSync(join(folder, 'channels', 'deliveries.json'), 'utf8')
    expect(answers + state).not.toMatch(/of the mail|of the hook/)
    const path = join(folder, 'channels.json')
    expect(readFileSync(path, 'utf8')).toContain('of the mail')
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  it('left out they stay, null takes them away, and no other server is handed a password', async () => {
    const desk = open()
    desk.put(channel('mail', { target: MAIL }))
    expect(desk.put(channel('mail', { target: { ...WITHOUT, to: ['c@example.com'] } }))).toBeNull()
    await desk.test('mail')
    expect(sent[0]?.password).toBe('of the mail')
    for (const more of [{ host: 'evil.example' }, { port: 25 }, { user: 'x' }, { security: 'none' as const }]) {
      expect(desk.put(channel('mail', { target: { ...WITHOUT, ...more } }))?.code).toBe('channel-password-again')
    }
    expect(desk.put(channel('mail', { target: { ...WITHOUT, password: null } }))).toBeNull()
    expect(desk.list()[0]?.hasSecret).toBe(false)
  })

  const hook = (url: string) => ({ kind: 'webhook' as const, url, template: 'json' as const, chat: null, ca: null })
  const TELEGRAM = 'https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage'
  it.each([
    ['Telegram', TELEGRAM, 'https://api.telegram.org/***'],
    ['Slack', 'https://hooks.slack.com/services/T0/B0/KeyOfSlack', 'https://hooks.slack.com/***'],
    ['Teams', 'https://x.logic.azure.com:443/workflows/1/triggers?sig=abcdef', 'https://x.logic.azure.com/***'],
    ['a key in the query', 'http://h.example:81/?key=abcdef', 'http://h.example:81/***'],
    ['nothing to hide', 'https://x.example/', 'https://x.example/'],
  ])('the address of a webhook is one: %s', async (_, url, shown) => {
    const desk = open()
    expect(desk.put(channel('hook', { target: hook(url) }))).toBeNull()
    expect(desk.list()[0]?.target).toMatchObject({ url: shown })
    // As the form sends it back, with another setting.
    expect(desk.put(channel('hook', { name: 'another', target: hook(shown) }))).toBeNull()
    expect(desk.list()[0]).toMatchObject({ name: 'another', target: { url: shown } })
    expect(readFileSync(join(folder, 'channels.json'), 'utf8')).toContain(JSON.stringify(url))
    await desk.test('hook')
    expect(JSON.stringify([desk.list(), desk.deliveries({ limit: 10 }), told])).not.toMatch(/AAHd|KeyOfSlack|abcdef/)
  })

  it('nor is another host sent to, of which only the host is known', () => {
    const desk = open()
    expect(desk.put(channel('hook', { target: hook('https://evil.example/***') }))?.code).toBe('channel-address-again')
    desk.put(channel('hook', { target: hook(TELEGRAM) }))
    for (const url of ['https://evil.example/***', 'http://api.telegram.org/***', 'https://api.telegram.org:444/***']) {
      expect(desk.put(channel('hook', { target: hook(url) }))?.code).toBe('channel-address-again')
    }
    expect(readFileSync(join(folder, 'channels.json'), 'utf8')).toContain(TELEGRAM)
    expect(desk.put(channel('hook', { target: hook('https://other.example/whole') }))).toBeNull()
  })
})

describe('what people do', () => {
  it('a test goes past the queue and stands in the log', async () => {
    const desk = open()
    desk.put(channel('one'))
    expect(await desk.test('one')).toMatchObject({ sent: true, trouble: null })
    answer = () => failed(notice('delivery-refused', { host: 'x', port: 1 }))
    expect(await desk.test('one')).toMatchObject({ sent: false, trouble: { code: 'delivery-refused' } })
    expect(await desk.test('none')).toBeNull()
    const { rows } = desk.deliveries({ limit: 10 })
    expect(rows.map(({ state, test }) => [state, test])).toEqual([
      ['lost', true],
      ['sent', true],
    ])
    expect(desk.list()[0]).toMatchObject({ waiting: 0, sent: 0, lost: 0 })
  })

  it('two tests of one channel at a time are one', async () => {
    const desk = open()
    desk.put(channel('one'))
    let release: (outcome: Outcome) => void = () => undefined
    answer = () => new Promise((resolve) => (release = resolve))
    const first = desk.test('one')
    expect(await desk.test('one')).toMatchObject({ sent: false, trouble: { code: 'channel-test-busy' } })
    release(SENT)
    expect(await first).toMatchObject({ sent: true })
  })

  it('one of the configuration stays as it is there', () => {
    const desk = open([channel('fixed')])
    expect(desk.put(channel('fixed'))?.code).toBe('channel-fixed')
    expect(desk.delete('fixed')?.code).toBe('channel-fixed')
    expect(desk.list()[0]?.fixed).toBe(true)
  })

  it('there are so many, and one that is deleted takes along what waits', async () => {
    const desk = open()
    for (let n = 0; n < MAX_CHANNELS; n += 1) expect(desk.put(channel(`c${n}`))).toBeNull()
    expect(desk.put(channel('more'))?.code).toBe('channels-full')
    answer = () => failed(notice('delivery-closed', { host: 'x' }))
    tell(desk, 'finding-opened', found(5))
    await tick(desk)
    await until(() => desk.list()[0]?.trouble)
    expect(desk.delete('c0')).toBeNull()
    expect(desk.deliveries({ channel: 'c0', limit: 10 }).rows[0]).toMatchObject({
      state: 'lost',
      trouble: { code: 'delivery-left-off' },
    })
    desk.put(channel('c0'))
    expect(desk.list().at(-1)).toMatchObject({ id: 'c0', waiting: 0 })
  })

  it('the log is bounded, and read page by page', async () => {
    const desk = open()
    desk.put(channel('one'))
    for (let n = 0; n < MAX_LOGGED + 5; n += 1) await desk.test('one')
    const first = desk.deliveries({ limit: 600 })
    const second = desk.deliveries({ limit: 600, before: first.next ?? 0 })
    expect([first.rows.length, second.rows.length, second.next]).toEqual([600, MAX_LOGGED - 600, null])
    expect(first.rows[0]?.id).toBe(MAX_LOGGED + 5)
  })
})
