import type { ChannelTarget } from '../../shared/channel.ts'
import type { EpochMs } from '../../shared/time.ts'
import { sendMail } from './mail.ts'
import { ATTEMPT, failed, troubleOf, type Outcome } from './outcome.ts'
import type { Parcel } from './parcel.ts'
import { sendSyslog } from './syslog.ts'
import { sendWebhook } from './webhook.ts'

export type Send = (target: ChannelTarget, parcel: Parcel, now: EpochMs, stop: AbortSignal) => Promise<Outcome>

/** One attempt. It ends, whatever the receiver does, and never throws. */
export const send: Send = async (target, parcel, now, stop) => {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ATTEMPT)])
  try {
    switch (target.kind) {
      case 'syslog':
        return await sendSyslog(target, parcel, signal)
      case 'webhook':
        return await sendWebhook(target, parcel, now, signal)
      case 'email':
        return await sendMail(target, parcel, signal)
    }
  } catch (error) {
    return failed(troubleOf(error, receiverOf(target)))
  }
}

/** Of an address that may hold a secret only its host is told. */
function receiverOf(target: ChannelTarget): { host: string; port: number } {
  if (target.kind !== 'webhook') return target
  const { hostname, port } = new URL(target.url)
  return { host: hostname, port: Number(port) || 443 }
}
