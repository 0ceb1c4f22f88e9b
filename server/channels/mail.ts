import { createTransport } from 'nodemailer'
import type { EmailTarget } from '../../shared/channel.ts'
import { notice } from '../../shared/notice.ts'
import { mailBody } from '../alarms/mail-body.ts'
import { ATTEMPT, codeOf, detailOf, failed, hopeless, SENT, troubleOf, type Outcome } from './outcome.ts'
import type { Parcel } from './parcel.ts'
import { trusted } from './trust.ts'

/** What this needs of the library's answer and errors. */
interface Taken {
  rejected: readonly (string | { address: string })[]
}
interface SmtpError extends Error {
  code?: string
  responseCode?: number
  response?: string
}

/** One mail to all recipients. The only file that knows the library. */
export async function sendMail(target: EmailTarget, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const { host, port, security, user, password, from, to, ca } = target
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    // Without it a server, or whoever stands before it, could talk the client out of TLS.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    tls: { ca: trusted(ca), minVersion: 'TLSv1.2' },
    connectionTimeout: ATTEMPT,
    greetingTimeout: ATTEMPT,
    socketTimeout: ATTEMPT,
    dnsTimeout: ATTEMPT,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const stop = (): void => transport.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const taken: unknown = await Promise.race([
      transport.sendMail({
        from,
        to: [...to],
        messageId: `<${parcel.delivery}@rollcall.invalid>`,
        date: new Date(parcel.at),
        // RFC 3834 s5.1: no machine answers it.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Rollcall-Delivery': parcel.delivery },
        ...mailBody(parcel.text),
      }),
      aborted(signal),
    ])
    const { rejected } = taken as Taken
    if (rejected.length === 0) return SENT
    const recipients = detailOf(rejected.map((one) => (typeof one === 'string' ? one : one.address)).join(', '))
    return { sent: true, trouble: notice('delivery-recipients', { host, recipients }) }
  } catch (error) {
    return outcomeOf(error, target)
  } finally {
    signal.removeEventListener('abort', stop)
    transport.close()
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

/** RFC 5321 s4.2.1: 5yz is for good, except that a password can be put right meanwhile. */
function outcomeOf(error: unknown, target: EmailTarget): Outcome {
  const { host } = target
  const { code, responseCode, response } = error as SmtpError
  if (code === 'EAUTH') return failed(notice('delivery-password', { host }))
  if (code === 'ETLS' && target.security === 'starttls' && codeOf(error) === 'ETLS') {
    return failed(notice('delivery-no-starttls', { host }))
  }
  if (typeof responseCode === 'number') {
    const trouble = notice('delivery-mail-refused', { host, detail: detailOf(response ?? String(responseCode)) })
    return responseCode >= 500 && code !== 'ECONNECTION' ? hopeless(trouble) : failed(trouble)
  }
  return failed(troubleOf(error, target))
}
