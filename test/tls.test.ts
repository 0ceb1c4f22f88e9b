import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Certificate } from '../server/tls.ts'
import { readPair, type Pair, type PairFiles } from '../server/tls-pair.ts'
import { DAY } from '../shared/time.ts'
import { selfSigned } from './certificates.ts'

let one: PairFiles
let other: PairFiles
beforeAll(() => {
  one = selfSigned('one')
  other = selfSigned('other')
})

let files: PairFiles
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-tls-'))
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  put(one)
})
afterEach(() => rmSync(dirname(files.cert), { recursive: true, force: true }))
const put = ({ cert, key }: PairFiles): void => {
  copyFileSync(cert, files.cert)
  copyFileSync(key, files.key)
}

const read = (): Pair => {
  const { pair, problem } = readPair(files)
  if (!pair) throw new Error(problem.code)
  return pair
}

describe('a certificate and its key', () => {
  it('are read together', () => {
    const pair = read()
    expect(pair.subject).toContain('CN=one')
    expect(pair.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(pair.to - pair.from).toBeGreaterThan(364 * DAY)
  })

  it.each<[string, () => void, string]>([
    ['no certificate', () => rmSync(files.cert), 'certificate-not-read'],
    ['no key', () => rmSync(files.key), 'certificate-not-read'],
    ['a certificate that is cut', () => truncateSync(files.cert, 300), 'certificate-damaged'],
    ['an empty certificate', () => truncateSync(files.cert, 0), 'certificate-damaged'],
    [
      'a chain that is cut',
      () => writeFileSync(files.cert, readFileSync(other.cert).subarray(0, 300), { flag: 'a' }),
      'certificate-damaged',
    ],
    ['a key that is cut', () => truncateSync(files.key, 100), 'certificate-key-damaged'],
    ['the key of another', () => copyFileSync(other.key, files.key), 'certificate-no-pair'],
    ['one for the other', () => copyFileSync(files.key, files.cert), 'certificate-damaged'],
    ['octets', () => writeFileSync(files.cert, new Uint8Array(1_000).fill(255)), 'certificate-damaged'],
    ['a file without end', () => writeFileSync(files.cert, 'x'.repeat(2_000_000)), 'certificate-not-read'],
  ])('are not: %s', (_what, damage, code) => {
    damage()
    expect(readPair(files).problem?.code).toBe(code)
  })
})

describe('a certificate in use', () => {
  const used = (now = Date.now()): { certificate: Certificate; said: string[]; taken: Pair[] } => {
    const said: string[] = []
    const taken: Pair[] = []
    const log = (text: string): number => said.push(text)
    const certificate = new Certificate({
      files,
      pair: read(),
      now: () => now,
      log,
      renewed: (pair) => taken.push(pair),
    })
    return { certificate, said, taken }
  }

  it('is let alone while its files stay', () => {
    const { certificate, said, taken } = used()
    certificate.look()
    certificate.reload()
    expect([said, taken, certificate.status]).toEqual([[], [], null])
  })

  it('gives way to a new one', () => {
    const { certificate, said, taken } = used()
    put(other)
    certificate.look()
    expect(taken.map(({ subject }) => subject)).toEqual(['CN=other'])
    expect(certificate.pair.subject).toBe('CN=other')
    expect(said).toHaveLength(1)
  })

  it('waits once for the other of two files, and then says what is wrong', () => {
    const { certificate, said, taken } = used()
    copyFileSync(other.cert, files.cert)
    certificate.look()
    expect([said, certificate.status]).toEqual([[], null])
    certificate.look()
    expect(certificate.status).toMatchObject({ refused: true, notice: { code: 'certificate-no-pair' } })
    certificate.look()
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('the one before stays in use')
    expect(certificate.pair.subject).toBe('CN=one')
    const { to: notAfter } = certificate.pair
    expect(certificate.told).toMatchObject({ notAfter, refused: true, notice: { code: 'certificate-no-pair' } })
    copyFileSync(other.key, files.key)
    certificate.look()
    expect(taken.map(({ subject }) => subject)).toEqual(['CN=other'])
    expect(certificate.status).toBeNull()
  })

  it('says at once what is wrong when somebody asked for it', () => {
    const { certificate } = used()
    truncateSync(files.cert, 300)
    certificate.reload()
    expect(certificate.status).toMatchObject({ refused: true, notice: { code: 'certificate-damaged' } })
    put(one)
    certificate.look()
    expect(certificate.status).toBeNull()
  })

  it.each<[string, number, string | null]>([
    ['16 days before its end', -16, null],
    ['13 days before its end', -13, 'certificate-expires'],
    ['after its end', 1, 'certificate-expired'],
  ])('%s', (_when, days, code) => {
    const { certificate, said } = used(read().to + days * DAY)
    certificate.look()
    expect(certificate.status?.notice.code ?? null).toBe(code)
    const { from: notBefore, to: notAfter } = read()
    expect(certificate.told).toEqual({
      notBefore,
      notAfter,
      notice: certificate.status?.notice ?? null,
      refused: false,
    })
    expect(said).toHaveLength(code === null ? 0 : 1)
  })
})
