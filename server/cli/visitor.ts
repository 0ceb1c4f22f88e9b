import type { IncomingMessage } from 'node:http'
import type { Guard } from '../http/guard.ts'
import type { Visitor } from '../live/seats.ts'

/** Who was let in by the guard, as the places count them: displays have a token together, and are many. */
export const visitors =
  (guard: Guard) =>
  (request: IncomingMessage): Visitor => {
    const { address } = guard.clientOf(request)
    const who = guard.whoOf(request)
    switch (who?.by) {
      case 'session':
        return { address, session: who.session, display: false }
      case 'token':
        return { address, session: who.role === 'display' ? null : who.id, display: who.role === 'display' }
      case 'given':
        return { address, session: who.name, display: false }
      case 'nobody':
      case undefined:
        return { address, session: null, display: false }
    }
  }
