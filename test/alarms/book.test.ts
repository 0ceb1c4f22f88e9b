import { describe, expect, it } from 'vitest'
import { MAX_MESSAGES, MESSAGES_WITHIN } from '../../server/alarms/allowance.ts'
import type { Alarm } from '../../server/alarms/alarm.ts'
import { AlarmBook, MAX_TOLD, SETTLES, type Quiet, type Wishes } from '../../server/alarms/book.ts'
import { MAX_LISTED, type Draft } from '../../server/alarms/draft.ts'
import { MAX_PENDING } from '../../server/alarms/pending.ts'
import { HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import { alarm } from './alarms.ts'

const WISHES: Wishes = { severity: 'warning', codes: [], closed: true, groupFor: 30 * SECOND, repeatAfter: null }
const T = 1_000_000_000_000
const loud: Quiet = () => null
const book = (more: Partial<Wishes> = {}) => new AlarmBook({ ...WISHES, ...more }, null)
/** After a restart: through JSON, as the file has it. */
const again = (before: AlarmBook, more: Partial<Wishes> = {}) =>
  new AlarmBook({ ...WISHES, ...more }, JSON.parse(JSON.stringify(before.state())) as ReturnType<AlarmBook['state']>)
const said = (drafts: readonly Draft[]): string[][] =>
  drafts.map(({ told }) => told.map(({ state, alarm: { subject } }) => `${state} ${subject}`))
const named = (subject: string, more: Partial<Alarm> = {}): Alarm => alarm({ subject, ...more })

describe('when something is told', () => {
  it('what is critical at once, the rest after it has waited for more', () => {
    const one = book()
    one.opened(named('critical'), T)
    one.opened(named('warning', { severity: 'warning', code: 'loop', segment: 'eth1/30' }), T)
    expect(said(one.due(T + 4 * SECOND, loud))).toEqual([])
    expect(said(one.due(T + 5 * SECOND, loud))).toEqual([['opened critical']])
    expect(said(one.due(T + 29 * SECOND, loud))).toEqual([])
    expect(said(one.due(T + 30 * SECOND, loud))).toEqual([['opened warning']])
    expect(said(one.due(T + HOUR, loud))).toEqual([])
  })

  it('what has the code or the segment of another goes with it, the worst first', () => {
    const one = book()
    one.opened(named('a', { severity: 'warning', code: 'loop' }), T)
    one.opened(named('b', { severity: 'critical', code: 'loop', segment: 'eth1/30' }), T + SECOND)
    one.opened(named('c', { severity: 'warning', code: 'slow-leave', segment: 'eth1/30' }), T + SECOND)
    one.opened(named('d', { severity: 'warning', code: 'deaf-host', segment: 'eth1/40' }), T + SECOND)
    expect(said(one.due(T + 6 * SECOND, loud))).toEqual([['opened b', 'opened a', 'opened c']])
    expect(said(one.due(T + 31 * SECOND, loud))).toEqual([['opened d']])
  })

  it('below its severity and of other codes nothing', () => {
    const one = book({ codes: ['loop'] })
    one.opened(named('mild', { severity: 'information', code: 'loop' }), T)
    one.opened(named('other', { code: 'no-querier' }), T)
    one.opened(named('itself', { code: 'rollcall-history' }), T)
    expect(said(one.due(T + HOUR, loud))).toEqual([['opened itself']])
  })

  it('worse again, milder not', () => {
    const one = book()
    one.opened(named('a', { severity: 'warning' }), T)
    one.due(T + MINUTE, loud)
    one.changed(named('a', { severity: 'critical' }), T + MINUTE)
    expect(said(one.due(T + 2 * MINUTE, loud))).toEqual([['worse a']])
    one.changed(named('a', { severity: 'warning' }), T + 3 * MINUTE)
    one.changed(named('a', { severity: 'critical' }), T + 4 * MINUTE)
    expect(said(one.due(T + 5 * MINUTE, loud))).toEqual([])
  })

  it('one that becomes bad enough is new', () => {
    const one = book()
    one.opened(named('a', { severity: 'information' }), T)
    one.changed(named('a', { severity: 'warning' }), T)
    expect(said(one.due(T + MINUTE, loud))).toEqual([['opened a']])
  })

  it('its end, where that is wanted and its beginning was told', () => {
    for (const closed of [true, false]) {
      const one = book({ closed })
      one.opened(named('a'), T)
      one.due(T + MINUTE, loud)
      one.closed(named('a', { closedAt: T + MINUTE }), T + MINUTE)
      one.closed(named('never heard of'), T + MINUTE)
      expect(said(one.due(T + 2 * MINUTE, loud))).toEqual(closed ? [['closed a']] : [])
      one.opened(named('a'), T + 3 * MINUTE)
      expect(said(one.due(T + 4 * MINUTE, loud))).toEqual([['opened a']])
    }
  })

  it('one that was over before anybody heard of it is told once, as over', () => {
    const one = book({ closed: false })
    one.opened(named('a'), T)
    one.closed(named('a', { closedAt: T + SECOND }), T + SECOND)
    expect(said(one.due(T + MINUTE, loud))).toEqual([['closed a']])
  })

  it('one that comes back before its end was told goes on', () => {
    const one = book()
    one.opened(named('a'), T)
    one.due(T + MINUTE, loud)
    one.closed(named('a'), T + MINUTE)
    one.opened(named('a', { openedAt: 5 }), T + MINUTE + SECOND)
    expect(said(one.due(T + HOUR, loud))).toEqual([])
  })

  it('again while it is open', () => {
    const one = book({ repeatAfter: HOUR })
    one.opened(named('a'), T)
    one.due(T + MINUTE, loud)
    one.repeat(T + MINUTE + HOUR - 1)
    expect(said(one.due(T + 2 * HOUR, loud))).toEqual([])
    one.repeat(T + MINUTE + HOUR)
    expect(said(one.due(T + 2 * HOUR, loud))).toEqual([['open a']])
  })

  it('a clock that is set back by a day holds nothing up', () => {
    const one = book()
    one.opened(named('a'), T)
    expect(said(one.due(T - 24 * HOUR, loud))).toEqual([['opened a']])
  })
})

describe('what people have said', () => {
  it('acknowledged meanwhile: nothing is sent, not when it ends either', () => {
    const one = book()
    one.opened(named('a'), T)
    expect(said(one.due(T + MINUTE, () => 'acknowledged'))).toEqual([])
    one.closed(named('a'), T + MINUTE)
    expect(said(one.due(T + HOUR, loud))).toEqual([])
  })

  it('silenced: it is told when the silence is over and it is open still', () => {
    const one = book()
    one.opened(named('a'), T)
    expect(said(one.due(T + MINUTE, () => 'silenced'))).toEqual([])
    expect(said(one.due(T + HOUR, loud))).toEqual([['opened a']])
  })

  it('silenced and over: never', () => {
    const one = book()
    one.opened(named('a'), T)
    one.due(T + MINUTE, () => 'silenced')
    one.closed(named('a'), T + MINUTE)
    one.due(T + 2 * MINUTE, () => 'silenced')
    expect(said(one.due(T + HOUR, loud))).toEqual([])
  })

  it('the end of what was told is told, whatever was said meanwhile', () => {
    const one = book()
    one.opened(named('a'), T)
    one.due(T + MINUTE, loud)
    one.closed(named('a'), T + MINUTE)
    expect(said(one.due(T + HOUR, () => 'acknowledged'))).toEqual([['closed a']])
  })
})

describe('a restart', () => {
  const restarted = (more: Partial<Wishes> = {}) => {
    const before = book()
    before.opened(named('a'), T)
    before.due(T + MINUTE, loud)
    return again(before, more)
  }

  it('what was told is not told again when it is found again', () => {
    const one = restarted()
    one.opened(named('a', { openedAt: 7 }), T + HOUR)
    one.settle(2 * SETTLES, () => true, T + 2 * HOUR)
    expect(said(one.due(T + 2 * HOUR, loud))).toEqual([])
  })

  it('but when it is worse', () => {
    const before = book()
    before.opened(named('a', { severity: 'warning' }), T)
    before.due(T + MINUTE, loud)
    const one = again(before)
    one.opened(named('a'), T + HOUR)
    expect(said(one.due(T + HOUR + MINUTE, loud))).toEqual([['worse a']])
  })

  it('what is not found again is over, once its source has seen for long enough', () => {
    const one = restarted()
    one.settle(2 * SETTLES, () => false, T + HOUR)
    expect(said(one.due(T + 2 * HOUR, loud))).toEqual([])
    one.settle(SETTLES - 1, () => true, T + 2 * HOUR)
    expect(said(one.due(T + 3 * HOUR, loud))).toEqual([])
    one.settle(1, () => true, T + 3 * HOUR)
    expect(said(one.due(T + 4 * HOUR, loud))).toEqual([['vanished a']])
  })

  it('what waited is told', () => {
    const before = book()
    before.opened(named('a'), T)
    expect(said(again(before).due(T + MINUTE, loud))).toEqual([['opened a']])
  })

  it('a source whose clock is set back learns anew', () => {
    const one = book()
    one.opened(named('a'), T)
    one.due(T + MINUTE, loud)
    one.learnsAnew('eth1')
    one.settle(SETTLES, () => true, T + HOUR)
    expect(said(one.due(T + 2 * HOUR, loud))).toEqual([['vanished a']])
  })
})

describe('a flood', () => {
  it('ten thousand in a minute are a few messages that say how many', () => {
    const one = book({ groupFor: SECOND })
    const messages: Draft[] = []
    for (let n = 0; n < 10_000; n += 1) {
      const severity = n % 2 === 0 ? 'warning' : 'critical'
      one.opened(
        named(`s${n}`, { severity, code: n % 3 === 0 ? 'loop' : 'deaf-host', segment: `eth1/${n}` }),
        T + n * 6,
      )
      if (n % 160 === 0) messages.push(...one.due(T + n * 6, loud))
    }
    messages.push(...one.due(T + MESSAGES_WITHIN - 1, loud))
    expect(messages.length).toBeLessThanOrEqual(MAX_MESSAGES)
    messages.push(...one.due(T + 2 * MESSAGES_WITHIN, loud))
    expect(messages.reduce((sum, { message }) => sum + message.total, 0)).toBe(10_000)
    for (const { message } of messages) expect(message.told.length).toBeLessThanOrEqual(MAX_LISTED)
    expect(one.state().pending).toEqual([])
    expect(one.state().told.length).toBeLessThanOrEqual(MAX_TOLD)
  })

  it('of mild ones leaves room for a critical one', () => {
    const one = book({ groupFor: 0 })
    const messages: Draft[] = []
    for (let n = 0; n < 100; n += 1) {
      one.opened(named(`w${n}`, { severity: 'warning', code: 'loop', segment: `eth1/${n}` }), T + n)
      messages.push(...one.due(T + n, loud))
    }
    expect(messages.length).toBe(MAX_MESSAGES - 2)
    one.opened(named('the worst', { code: 'no-querier', segment: 'eth1/999' }), T + 200)
    const [last, ...rest] = one.due(T + 200, loud)
    expect(rest).toEqual([])
    expect(last?.message.told[0]?.alarm.subject).toBe('the worst')
  })

  it('beyond the room what is over and mild is only counted', () => {
    const one = book()
    for (let n = 0; n < MAX_PENDING; n += 1) one.opened(named(`w${n}`, { severity: 'warning' }), T)
    one.opened(named('critical'), T)
    expect(one.state().pending).toHaveLength(MAX_PENDING)
    const [{ message } = { message: null }] = one.due(T + MINUTE, loud)
    expect(message?.total).toBe(MAX_PENDING + 1)
    expect(message?.counts).toEqual({ information: 0, warning: MAX_PENDING, critical: 1, over: 0 })
  })
})
