import { describe, expect, it } from 'vitest'
import { exposures } from '../../server/cli/exposed.ts'
import { defaultDataFolder } from '../../server/config.ts'

const usual = {
  folder: '/srv/rollcall',
  host: '127.0.0.1',
  tls: false,
  trustedProxies: [],
  allowedHosts: [],
  needed: false,
}
const PROXY = { trustedProxies: ['127.0.0.1'] }
const NAME = { allowedHosts: ['rollcall.example'] }

describe('a start says', () => {
  it.each<[string, Partial<Parameters<typeof exposures>[0]>, RegExp | null]>([
    ['nothing on this machine alone', {}, null],
    ['that passwords can be read on the way', { host: '0.0.0.0', needed: true }, /^Without TLS/],
    ['that passwords can be read on the way, over IPv6', { host: '::', needed: true, ...NAME }, /^Without TLS/],
    ['nothing of that with TLS', { host: '0.0.0.0', needed: true, tls: true }, null],
    ['nothing of that behind a proxy', { host: '192.0.2.1', needed: true, ...PROXY }, null],
    ['that a proxy on this machine lets everybody in', PROXY, /may do everything/],
    ['the same where the server has another name', { host: 'localhost', ...NAME }, /may do everything/],
    ['nothing of that where somebody is named', { needed: true, ...PROXY, ...NAME }, null],
  ])('%s', (_, more, said) => {
    const sentences = exposures({ ...usual, ...more })
    expect(sentences).toEqual(said === null ? [] : [expect.stringMatching(said)])
  })

  it.each([
    ['/srv/rollcall', 'rollcall user add NAME --role operator --data /srv/rollcall.'],
    [defaultDataFolder(process.env), 'rollcall user add NAME --role operator.'],
  ])('of %s how somebody is given access there', (folder, command) => {
    const [sentence = ''] = exposures({ ...usual, ...PROXY, folder })
    expect(sentence.split('Remedy: ')[1]).toBe(command)
  })
})
