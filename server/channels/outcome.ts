import { notice, type Notice } from '../../shared/notice.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { plain } from '../alarms/plain.ts'

/** What became of one attempt. `trouble` beside `sent`: not all of it went through. */
export type Outcome =
  | { sent: true; trouble: Notice | null }
  | {
      sent: false
      trouble: Notice
      /** Trying again would change nothing. */
      hopeless: boolean
      /** What the receiver asks for. */
      retryAfter: DurationMs | null
    }

/** One attempt takes no longer. */
export const ATTEMPT: DurationMs = 20 * SECOND
/** Characters of what others say of an error. */
const MAX_DETAIL = 160

export const SENT: Outcome = { sent: true, trouble: null }
export const failed = (trouble: Notice): Outcome => ({ sent: false, trouble, hopeless: false, retryAfter: null })
export const hopeless = (trouble: Notice): Outcome => ({ sent: false, trouble, hopeless: true, retryAfter: null })

export const detailOf = (text: string): string => plain(text, MAX_DETAIL).trim() || '-'

interface Receiver {
  host: string
  port: number
}

const NO_TLS = new Set([
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNEXPECTED_MESSAGE',
])
const UNTRUSTED =
  /^(CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT|ERR_SSL_.*(CERT|UNKNOWN_CA))/

/** A failed connection in words, with the remedy. */
export function troubleOf(error: unknown, { host, port }: Receiver): Notice {
  const code = codeOf(error)
  const detail = detailOf(error instanceof Error ? error.message : String(error))
  if (isAbort(error)) return notice('delivery-timeout', { host, seconds: ATTEMPT / SECOND })
  if (UNTRUSTED.test(code)) return notice('delivery-certificate', { host, detail })
  if (NO_TLS.has(code)) return notice('delivery-no-tls', { host, port })
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return notice('delivery-name-not-found', { host })
    case 'ECONNREFUSED':
      return notice('delivery-refused', { host, port })
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EACCES':
    case 'EPERM':
    case 'EINVAL':
      return notice('delivery-unreachable', { host, detail })
    case 'ETIMEDOUT':
      return notice('delivery-timeout', { host, seconds: ATTEMPT / SECOND })
    case 'ECONNRESET':
    case 'EPIPE':
      return notice('delivery-closed', { host })
    default:
      return notice('delivery-failed', { host, detail })
  }
}

/** Of a library that gives its own code the one of the system. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { originalCode, code } = error as { originalCode?: unknown; code?: unknown }
  if (typeof originalCode === 'string') return originalCode
  return typeof code === 'string' ? code : ''
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || error.name === 'TimeoutError' || codeOf(error) === 'ABORT_ERR')
