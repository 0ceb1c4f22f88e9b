import { request as http, type IncomingMessage } from 'node:http'
import { request as https } from 'node:https'
import type { WebhookTarget } from '../../shared/channel.ts'
import { notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { retryAfter } from '../alarms/back-off.ts'
import { webhookBody } from '../alarms/webhook-body.ts'
import { detailOf, failed, SENT, troubleOf, type Outcome } from './outcome.ts'
import type { Parcel } from './parcel.ts'
import { withoutRest } from './secrets.ts'
import { signature } from './signature.ts'
import { trusted } from './trust.ts'

/** Octets of an answer that are read; what it says is of no use but for the reason of a refusal. */
const MAX_ANSWER = 4_096
/** RFC 9110 s15.5.9, RFC 8470 s5.2, RFC 6585 s4: these ask for another attempt. */
const WORTH_AGAIN = new Set([408, 425, 429])

/** POST as JSON, signed. No proxy is asked and no other address is gone to: the body goes where the operator said. */
export async function sendWebhook(
  target: WebhookTarget,
  parcel: Parcel,
  now: EpochMs,
  signal: AbortSignal,
): Promise<Outcome> {
  const url = new URL(target.url)
  const receiver = { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) }
  try {
    const body = webhookBody(target, parcel.text, parcel.message, parcel)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Rollcall',
      'x-rollcall-delivery': parcel.delivery,
      ...(target.secret == null ? {} : { 'x-rollcall-signature': signature(target.secret, now, body) }),
    }
    const answer = await posted(url, target.ca, headers, body, signal)
    return verdict({ ...answer, text: withoutRest(answer.text, url) }, receiver.host, now)
  } catch (error) {
    return failed(troubleOf(error, receiver))
  }
}

interface Answer {
  status: number
  retryAfter: string | undefined
  text: string
}

function posted(
  url: URL,
  ca: string | null,
  headers: Readonly<Record<string, string | number>>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, signal, agent: false } as const
    const taken = (response: IncomingMessage): void => {
      beginning(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text }),
        reject,
      )
    }
    const request =
      url.protocol === 'https:' ? https(url, { ...options, ca: trusted(ca) }, taken) : http(url, options, taken)
    request.on('error', reject)
    request.end(body)
  })
}

/** The rest of an answer that has no end is not waited for. */
async function beginning(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length >= MAX_ANSWER) break
  }
  return Buffer.concat(pieces).subarray(0, MAX_ANSWER).toString()
}

function verdict({ status, retryAfter: asked, text }: Answer, host: string, now: EpochMs): Outcome {
  if (status >= 200 && status < 300) return SENT
  if (status >= 300 && status < 400) {
    return { sent: false, trouble: notice('delivery-redirect', { host, status }), hopeless: true, retryAfter: null }
  }
  if (status >= 400 && status < 500 && !WORTH_AGAIN.has(status)) {
    const trouble = notice('delivery-status', { host, status, detail: detailOf(text) })
    return { sent: false, trouble, hopeless: true, retryAfter: null }
  }
  const trouble = notice('delivery-later', { host, status })
  return { sent: false, trouble, hopeless: false, retryAfter: retryAfter(asked, now) }
}
