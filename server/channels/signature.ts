import { createHmac } from 'node:crypto'
import { SECOND, type EpochMs } from '../../shared/time.ts'

/** Of the time and the body together, so that an old message cannot be sent again as a new one. */
export function signature(secret: string, at: EpochMs, body: string): string {
  const t = Math.floor(at / SECOND)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}
