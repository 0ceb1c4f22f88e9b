import type { Server } from 'node:http'
import { MirrorListener } from '../capture/mirror-listener.ts'
import { isRoot } from '../capture/program.ts'
import type { Source } from '../capture/source.ts'
import { VERSION } from '../version.ts'
import { addressAndPort } from './address-and-port.ts'
import { exposures } from './exposed.ts'
import { boundSentence } from './memory-told.ts'
import type { ServeOptions } from './serve-settings.ts'

/** What a person reads first: where the page is, who can reach it, what is listened to, where the history is. */
export function announce(options: ServeOptions, server: Server, folder: string, needed: boolean): void {
  const { log, listen, sources, captureRemedy, edge, allowedHosts } = options
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : listen.port
  const host = listen.host === '0.0.0.0' || listen.host === '::' ? 'localhost' : listen.host
  log(`Rollcall ${VERSION}: open ${edge.tls ? 'https' : 'http'}://${addressAndPort(host, port)}/`)
  const { trustedProxies } = edge
  const open = { folder: options.data, host: listen.host, tls: edge.tls !== null, trustedProxies, allowedHosts, needed }
  for (const sentence of exposures(open)) log(sentence)
  for (const source of sources) log(`Listening to ${describe(source)}.`)
  if (captureRemedy !== null) log(`Capturing is not permitted for this user. Remedy: ${captureRemedy}`)
  // Root without capabilities may still write what is root's.
  if (isRoot()) log('This server runs as root. Remedy: --user NAME, or as a service: rollcall service install.')
  const memory = boundSentence(options.memoryBound)
  if (memory !== null) log(memory)
  log(`History in ${folder}.`)
}

function describe(source: Source): string {
  const named = source.name === '' || source.name === source.kind ? '' : ` ${source.name}`
  if (source instanceof MirrorListener) return `${source.protocol.title}${named} on ${source.place}`
  return source.kind === 'demo' ? 'a simulated network (DEMO)' : `${source.kind}${named}`
}
