import { IncomingMessage, ServerResponse } from 'node:http'
import { LIVE_PATH } from '../../shared/live.ts'

/**
 * A request of which an upgrade is asked that is no WebSocket of ours is answered as if nobody had asked (RFC 9110 s7.8):
 * with one listener for upgrades the server would hand all of them to it, `Upgrade: h2c` of curl and Java as well.
 */
export class PlainMessage extends IncomingMessage {
  #upgrade: boolean | null = null

  /** The server sets it when the headers have begun, and asks for it when they are whole. */
  get upgrade(): boolean | null {
    return this.#upgrade === true && this.headers.upgrade !== undefined ? isOurs(this) : this.#upgrade
  }

  set upgrade(value: boolean | null) {
    // The class above sets it before there is a place for it.
    if (#upgrade in this) this.#upgrade = value
  }
}

/** The parser leaves off behind a request for an upgrade: what came with it in the same octets would be lost without a word. */
export class LastResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** `more`: what node gives besides. */
  constructor(request: Request, ...more: unknown[]) {
    super(...([request, ...more] as unknown as [Request]))
    if (request.headers.upgrade !== undefined) this.setHeader('connection', 'close')
  }
}

const isOurs = ({ headers, url = '' }: IncomingMessage): boolean =>
  headers.upgrade?.trim().toLowerCase() === 'websocket' && url.startsWith(`${LIVE_PATH}/`)
