import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rightsIn } from '../../server/broker/capabilities.ts'
import { Lines } from '../../server/broker/lines.ts'
import { askedIn, isControl, signalIn } from '../../server/broker/words.ts'

const exists = (name: string): boolean => ['eth1', 'v0.10', 'ÿ'].includes(name)
const asked = (words: unknown): unknown => askedIn(JSON.stringify(words), exists)
const CAPTURE = { id: 1, ask: 'capture', interface: 'eth1', filter: 'igmp' }

describe('what the broker does for its server', () => {
  it.each([
    [CAPTURE, { ask: 'capture', interface: 'eth1', filter: 'igmp' }],
    [
      { ...CAPTURE, filter: '' },
      { ask: 'capture', interface: 'eth1', filter: '' },
    ],
    [
      { ...CAPTURE, interface: 'any' },
      { ask: 'capture', interface: 'any', filter: 'igmp' },
    ],
    [
      { ...CAPTURE, interface: 'v0.10' },
      { ask: 'capture', interface: 'v0.10', filter: 'igmp' },
    ],
    // Whatever else stands in the line gets nowhere.
    [
      { ...CAPTURE, args: ['-z', 'reboot'], file: '/bin/sh' },
      { ask: 'capture', interface: 'eth1', filter: 'igmp' },
    ],
    [{ id: 1, ask: 'erspan', interface: 'x y' }, { ask: 'erspan' }],
    [
      { id: 1, ask: 'igmp-socket', interface: 'eth1' },
      { ask: 'igmp-socket', interface: 'eth1' },
    ],
  ])('%j', (words, what) => {
    expect(asked(words)).toEqual({ id: 1, asked: what })
  })

  it.each([
    ['no object', [1], 'it is no request'],
    ['no number', { ...CAPTURE, id: 'x' }, 'it is no request'],
    ['a number that is none', { ...CAPTURE, id: 1.5 }, 'it is no request'],
    ['a number below all', { ...CAPTURE, id: 0 }, 'it is no request'],
    ['something else', { ...CAPTURE, ask: 'shell' }, 'it asks for nothing that there is'],
    ['an option for an interface', { ...CAPTURE, interface: '-w' }, 'it names no interface'],
    ['a path for an interface', { ...CAPTURE, interface: '../eth1' }, 'it names no interface'],
    ['a long interface', { ...CAPTURE, interface: 'e'.repeat(16) }, 'it names no interface'],
    ['a line end in an interface', { ...CAPTURE, interface: 'eth1\n' }, 'it names no interface'],
    ['one that is not there', { ...CAPTURE, interface: 'eth9' }, 'there is no interface eth9: No such device exists'],
    ['all for a socket', { id: 1, ask: 'igmp-socket', interface: 'any' }, 'there is no interface any'],
    ['no filter', { ...CAPTURE, filter: null }, 'its filter is no line of at most 16384 ASCII characters'],
    ['a NUL in a filter', { ...CAPTURE, filter: 'ip\0' }, 'its filter is no line of at most 16384 ASCII characters'],
    [
      'a long filter',
      { ...CAPTURE, filter: 'i'.repeat(16_385) },
      'its filter is no line of at most 16384 ASCII characters',
    ],
  ])('not: %s', (_name, words, why) => {
    expect(asked(words)).toBe(why)
  })

  it('sends the signals that a capture needs, and no other', () => {
    expect(signalIn('{"id":3,"signal":"SIGUSR1"}')).toEqual({ id: 3, signal: 'SIGUSR1' })
    for (const line of ['{"id":3,"signal":"SIGSTOP"}', '{"id":3,"signal":9}', '{"signal":"SIGTERM"}', 'null', '']) {
      expect(signalIn(line)).toBeNull()
    }
    expect([isControl('{"control":true}'), isControl('{"control":1}'), isControl('x')]).toEqual([true, false, false])
  })

  it('takes no harm from any line', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify({ ...CAPTURE, ...value })),
        ),
        (line) => {
          const checked = askedIn(line, exists)
          signalIn(line)
          if (typeof checked === 'string' || checked.asked.ask !== 'capture') return
          expect(exists(checked.asked.interface) || checked.asked.interface === 'any').toBe(true)
          expect(checked.asked.filter).toMatch(/^[\x20-\x7e]*$/)
        },
      ),
    )
  })
})

describe('lines', () => {
  it('come whole, in whatever pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,8}$/)), fc.integer({ min: 1, max: 9 }), (wanted, size) => {
        const text = wanted.map((line) => `${line}\n`).join('')
        const got: string[] = []
        const lines = new Lines(8, (line) => got.push(line))
        for (let at = 0; at < text.length; at += size) expect(lines.push(text.slice(at, at + size))).toBe(true)
        expect(got).toEqual(wanted)
      }),
    )
  })
  it('end where one is too long, with or without its end', () => {
    const lines = (): Lines => new Lines(4, () => undefined)
    expect([lines().push('12345'), lines().push('12345\n'), lines().push('1\n2\n1234')]).toEqual([false, false, true])
  })
})

describe('the rights of a process', () => {
  it('are read as the kernel writes them', () => {
    const status = 'CapEff:\t0000000000002000\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t1\n'
    expect(rightsIn(status)).toEqual({ effective: 0x2000n, bounding: 0x1ffffffffffn, noNewPrivileges: true })
    expect(rightsIn('Name:\tnode\n')).toBeNull()
  })
})
