import { describe, expect, it } from 'vitest'
import { nativeVlansOf } from '../../server/cli/native-vlan.ts'

describe('--native-vlan', () => {
  it('is for all sources, and for one where it has its own', () => {
    const of = nativeVlansOf(['10', 'hall=20', 'tzsp:192.0.2.1=30'])
    expect(['eth1', 'hall', 'tzsp:192.0.2.1'].map(of)).toEqual([10, 20, 30])
  })
  it('nobody has one where none is given', () => {
    expect(nativeVlansOf([])('eth1')).toBeNull()
    expect(nativeVlansOf(['hall=20'])('eth1')).toBeNull()
  })
  it('wins over the configuration, which takes one or several', () => {
    expect(nativeVlansOf([], 10)('eth1')).toBe(10)
    expect(nativeVlansOf([], ['hall=20', 10])('hall')).toBe(20)
    expect(nativeVlansOf(['11'], [10])('eth1')).toBe(11)
  })
  it.each(['0', '4095', 'x', 'hall=', '=10', '10.5', '-1', '99999'])('"%s" is none', (text) => {
    expect(() => nativeVlansOf([text])).toThrow(/is no VLAN/)
  })
  it('is one VLAN only', () => {
    expect(() => nativeVlansOf(['10', '20'])).toThrow('10 or 20 for all sources')
    expect(nativeVlansOf(['10', '10'])('eth1')).toBe(10)
  })
})
