import { describe, expect, it } from 'vitest'
import { messageLine } from '../../server/decode/line.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { decode } from '../decode/octets.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { ask, leave, query, says, v1, v2 } from '../membership/wire.ts'
import { Scene } from './scene.ts'

/** RFC 1122 s3.2.1.3: what no packet may come from. */
const MARTIANS = ['127.0.0.1', '127.255.255.254', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'] as const
/** The addresses beside those, which hosts have, and that of who has none yet. */
const HONEST = ['0.0.0.0', '126.255.255.255', '128.0.0.1', '223.255.255.254', '10.0.10.255'] as const
const MESSAGES: Readonly<Record<string, OutgoingMessage>> = {
  'a query': query(),
  'a query of a group': ask('239.1.1.1'),
  'a v1 report': v1('239.1.1.1'),
  'a v2 report': v2('239.1.1.1'),
  'a leave': leave('239.1.1.1'),
  'a v3 report': says('TO_EX', '239.1.1.1'),
}
const sent = (message: OutgoingMessage, from: string) => {
  const src = ip(from)
  const read = decode(encodeFrame(message, { src, srcMac: macOf(src) }))
  if (typeof read === 'string') throw new Error(`no message: ${read}`)
  return read
}

describe.each(Object.entries(MESSAGES))('%s', (_name, message) => {
  it.each(MARTIANS)('from %s is shown, told, and not believed', (from) => {
    const read = sent(message, from)
    expect(read).toMatchObject({ problems: ['bad-source'], sound: false })
    expect(messageLine(read)).toMatchObject({ src: from, problems: ['bad-source'] })
  })

  it.each(HONEST)('from %s is one like any other', (from) => {
    expect(sent(message, from)).toMatchObject({ problems: [], sound: true })
  })
})

describe('a segment', () => {
  it('knows nobody and nothing by a message that nobody can have sent', () => {
    const scene = new Scene()
    for (const [i, from] of MARTIANS.entries()) {
      for (const message of Object.values(MESSAGES)) scene.step(i, from, message)
    }
    scene.advance(10)
    const { table, watch } = scene.tap
    expect([table.hosts, table.groups, table.memberships]).toEqual([0, 0, 0])
    const [segment] = table.segments.values()
    expect(segment?.election).toMatchObject({ elected: null, unnumbered: null, queries: 0 })
    const [conduct] = watch.conducts.values()
    expect(conduct?.wire.lastReportAt).toBe(Number.NEGATIVE_INFINITY)
    expect(scene.events.map(({ finding }) => finding.code)).toEqual(MARTIANS.map(() => 'bad-sender'))
    expect(scene.events[0]).toMatchObject({ severity: 'warning', said: { sentence: 'bad-sender-source' } })
  })

  it('loses no member by a forged leave, and no querier by a forged query', () => {
    const scene = new Scene()
    scene.step(0, '10.0.10.1', query())
    scene.step(1, '10.0.10.11', v2('239.1.1.1'))
    scene.step(2, '224.0.0.1', query({ queryInterval: 31_744 }))
    scene.step(3, '255.255.255.255', ask('239.1.1.1'))
    scene.step(4, '127.0.0.1', leave('239.1.1.1'))
    scene.advance(100)
    const [segment] = scene.tap.table.segments.values()
    expect(segment?.election).toMatchObject({ elected: { ip: ip('10.0.10.1') }, queries: 1 })
    expect(scene.tap.table.memberships).toBe(1)
  })
})
