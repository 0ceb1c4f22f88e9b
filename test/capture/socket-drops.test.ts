import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { socketDrops } from '../../server/capture/socket-drops.ts'

describe('socketDrops', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-udp-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, ...rows: [string, number][]): string => {
    const head =
      ' sl local_address rem_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode ref pointer drops'
    const lines = rows.map(([local, drops], i) => `  ${i}: ${local} 0:0 07 0:0 00:0 0 0 0 1 2 0 ${drops}`)
    writeFileSync(join(folder, name), [head, ...lines, ''].join('\n'))
    return join(folder, name)
  }
  const udp = file('udp', ['0100007F:9090', 7], ['00000000:9090', 40], ['00000000:9090', 2])
  const udp6 = file('udp6', [`${'0'.repeat(32)}:9090`, 5], ['B80D0120000000000000000001000000:18C7', 9])
  const raw = file('raw', ['00000000:002F', 11], ['00000000:0002', 3])
  it.each([
    ['127.0.0.1', 37_008, udp, 7],
    ['0.0.0.0', 37_008, udp, 42],
    ['127.0.0.1', 37_009, udp, null],
    ['::', 37_008, udp6, 5],
    ['2001:db8::1', 6_343, udp6, 9],
    ['::1', 37_008, udp6, null],
    ['0.0.0.0', 47, raw, 11],
    ['0.0.0.0', 37_008, join(folder, 'none'), null],
  ])('%s:%d', (address, port, table, drops) => {
    expect(socketDrops(address, port, table)).toBe(drops)
  })
})
