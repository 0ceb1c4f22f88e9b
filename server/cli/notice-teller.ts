import { sentence, type Notice } from '../../shared/notice.ts'
import type { Log } from '../log.ts'

/** Each notice is told when it is new, and not again. */
export function noticeTeller(log: Log): (who: string, notice: Notice | null) => void {
  const told = new Map<string, string>()
  return (who, notice) => {
    const text = notice ? sentence(notice) : ''
    if ((told.get(who) ?? '') === text) return
    told.set(who, text)
    log(text === '' ? `${who}: all is well again.` : `${who}: ${text}`)
  }
}
