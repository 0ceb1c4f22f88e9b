import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../alarms/draft.ts'
import type { MessageText } from '../alarms/text.ts'

/** A message in words, ready for one attempt. */
export interface Parcel {
  /** The same at each attempt: a receiver tells a repeat by it. */
  delivery: string
  at: EpochMs
  test: boolean
  message: Message
  text: MessageText
}

export const NO_MESSAGE: Message = { told: [], counts: { information: 0, warning: 0, critical: 0, over: 0 }, total: 0 }
