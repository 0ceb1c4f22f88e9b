import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { notice, type Notice } from '../shared/notice.ts'
import type { EpochMs } from '../shared/time.ts'

/** The certificate with its chain, and its private key: PEM files. */
export interface PairFiles {
  cert: string
  key: string
}

/** A certificate with the key that belongs to it. */
export interface Pair {
  cert: Buffer
  key: Buffer
  /** SHA-256, as OpenSSL writes it: pairs of hexadecimal digits with colons. */
  fingerprint: string
  /** Whom it is for. */
  subject: string
  from: EpochMs
  to: EpochMs
}

/** Octets of one PEM file: a chain of dozens. */
const MAX_PEM = 1_048_576

/** Both are read and held against each other, before anybody is shown them. */
export function readPair(files: PairFiles): { pair: Pair; problem: null } | { pair: null; problem: Notice } {
  const refused = (code: Parameters<typeof notice>[0], values: Notice['values']) =>
    ({ pair: null, problem: notice(code, values) }) as const
  const cert = octetsOf(files.cert)
  if (typeof cert === 'string') return refused('certificate-not-read', { path: files.cert, detail: cert })
  const key = octetsOf(files.key)
  if (typeof key === 'string') return refused('certificate-not-read', { path: files.key, detail: key })
  const certificate = certificateIn(cert)
  if (!certificate) return refused('certificate-damaged', { path: files.cert })
  const secret = keyIn(key)
  if (!secret) return refused('certificate-key-damaged', { path: files.key })
  if (!certificate.checkPrivateKey(secret)) return refused('certificate-no-pair', { cert: files.cert, key: files.key })
  if (!isUsable(cert, key)) return refused('certificate-damaged', { path: files.cert })
  const { fingerprint256: fingerprint, subject, validFrom, validTo } = certificate
  const told = { fingerprint, subject, from: Date.parse(validFrom), to: Date.parse(validTo) }
  return { pair: { cert, key, ...told }, problem: null }
}

/** Why not, in the word of the system. */
function octetsOf(path: string): Buffer | string {
  try {
    const found = statSync(path)
    if (!found.isFile()) return 'it is no file'
    if (found.size > MAX_PEM) return 'it is too long'
    return readFileSync(path)
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  }
}

function certificateIn(pem: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function keyIn(pem: Buffer): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** What comes after the first certificate counts too: the chain may be cut. */
function isUsable(cert: Buffer, key: Buffer): boolean {
  const text = cert.toString('latin1')
  const begun = text.match(/-----BEGIN [A-Z ]*CERTIFICATE-----/g)?.length ?? 0
  const ended = text.match(/-----END [A-Z ]*CERTIFICATE-----/g)?.length ?? 0
  if (begun !== ended) return false
  try {
    createSecureContext({ cert, key })
    return true
  } catch {
    return false
  }
}
