import { describe, expect, it } from 'vitest'
import { enhanced, interfaceBlock, section, type Order } from './capture-file.ts'
import { readAll } from './read-all.ts'

const orders: readonly Order[] = ['little', 'big']
const bytes = Buffer.from('0102030405', 'hex')

describe.each(orders)('interfaces of a pcapng, %s endian', (order) => {
  const idb = (name?: string, linkType = 1): Buffer =>
    interfaceBlock(name === undefined ? { linkType } : { linkType, name }, order)
  const shb = section(order)
  const of = (id: number): Buffer => enhanced(id, 0n, bytes, order)
  it.each<[string, readonly Uint8Array[], readonly (number | null)[]]>([
    ['two that are declared first', [shb, idb(), idb(), of(0), of(1)], [0, 1]],
    ['a second that is declared late', [shb, idb(), of(0), idb(), of(1), of(0)], [null, 1, null]],
    ['two, a third that is late', [shb, idb(), idb(), of(0), idb(), of(2), of(0), of(1)], [0, 2, 0, 1]],
    ['a second that is declared before any frame of the first', [shb, idb(), idb(), of(1), of(0)], [1, 0]],
    [
      'two sections with the same two',
      [shb, idb('eth0'), idb('eth1'), of(0), of(1), shb, idb('eth0'), idb('eth1'), of(0), of(1)],
      [0, 1, 0, 1],
    ],
    [
      'the same two the other way round',
      [shb, idb('eth0'), idb('eth1'), of(0), of(1), shb, idb('eth1'), idb('eth0'), of(0), of(1)],
      [0, 1, 1, 0],
    ],
    ['one of them alone in the next section', [shb, idb('a'), idb('b'), of(1), shb, idb('b'), of(0)], [1, 1]],
    [
      'one that was alone beside another',
      [shb, idb('a'), of(0), shb, idb('b'), idb('a'), of(1), of(0)],
      [null, null, 1],
    ],
    ['the same name with another link type', [shb, idb('a'), of(0), shb, idb('a', 113), of(0)], [null, 1]],
    ['the same one alone in each section', [shb, idb('a'), of(0), shb, idb('a'), of(0)], [null, null]],
    ['another one alone in the next section', [shb, idb('a'), of(0), shb, idb('b'), of(0)], [null, 1]],
    ['nameless ones alone', [shb, idb(), of(0), shb, idb(), of(0)], [null, null]],
    ['two of one name', [shb, idb('a'), idb('a'), of(0), of(1), shb, idb('a'), idb('a'), of(0), of(1)], [0, 1, 0, 1]],
  ])('an interface keeps its number: %s', (_, blocks, expected) => {
    expect(readAll(Buffer.concat(blocks)).frames.map((frame) => frame.interfaceId)).toEqual(expected)
  })

  it('remembers the names of so many interfaces, each of a bounded length', () => {
    const long = 'x'.repeat(300)
    const two = [shb, idb(long), idb('a'), of(0), of(1)]
    const read = readAll(Buffer.concat([...two, ...two]))
    expect(read.frames.map((frame) => frame.interfaceId)).toEqual([0, 1, 2, 1])
  })

  it('numbers interfaces on from section to section', () => {
    const two = [section(order), interfaceBlock({}, order), interfaceBlock({}, order), enhanced(1, 0n, bytes, order)]
    expect(readAll(Buffer.concat([...two, ...two])).frames.map((frame) => frame.interfaceId)).toEqual([1, 3])
  })
})
