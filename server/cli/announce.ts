import type { Server } from 'node:http'
import { MirrorListener } from '../capture/mirror-listener.ts'
import type { Source } from '../capture/source.ts'
import type { Token } from '../token.ts'
import { VERSION } from '../version.ts'
import { addressAndPort } from './address-and-port.ts'
import type { ServeOptions } from './serve.ts'

/** What a person reads first: where the page is, the token when it is new, what is listened to, where the history is. */
export function announce(options: ServeOptions, server: Server, token: Token | null, folder: string): void {
  const { log, listen, sources, captureRemedy, edge } = options
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : listen.port
  const host = listen.host === '0.0.0.0' || listen.host === '::' ? 'localhost' : listen.host
  const secret = token?.isNew === true ? `/?token=${token.token}` : '/'
  log(`Rollcall ${VERSION}: open ${edge.tls ? 'https' : 'http'}://${addressAndPort(host, port)}${secret}`)
  if (token?.isNew === true) log(`The token is printed this once and kept in ${String(token.file)}.`)
  else if (token?.file) log(`The token is in ${token.file}.`)
  for (const source of sources) log(`Listening to ${describe(source)}.`)
  if (captureRemedy !== null) log(`Capturing is not permitted for this user. Remedy: ${captureRemedy}`)
  log(`History in ${folder}.`)
}

function describe(source: Source): string {
  const named = source.name === '' || source.name === source.kind ? '' : ` ${source.name}`
  if (source instanceof MirrorListener) return `${source.protocol.title}${named} on ${source.place}`
  return source.kind === 'demo' ? 'a simulated network (DEMO)' : `${source.kind}${named}`
}
