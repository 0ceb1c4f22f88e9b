import type { Server } from 'node:http'
import { notice, sentence } from '../../shared/notice.ts'
import { MINUTE } from '../../shared/time.ts'
import { placesOfOne } from '../edge-config.ts'
import { clientsBehind, type ClientOf } from '../http/client-of.ts'
import { httpServer, renewSecret } from '../http/http-server.ts'
import { Lines } from '../http/lines.ts'
import { TrustedProxies } from '../http/trusted-proxies.ts'
import type { Log } from '../log.ts'
import { Certificate, LOOKED_EVERY } from '../tls.ts'
import { readPair, type Pair } from '../tls-pair.ts'
import type { EdgeOptions } from './edge-options.ts'
import { tellUnaccepted } from './tell-unaccepted.ts'
import { UsageError } from './usage-error.ts'

/** By which the outside comes in: the server, its certificate, and who may hold how many connections. */
export interface Door {
  server: Server
  clientOf: ClientOf
  lines: Lines
  /** null: plain http. */
  certificate: Certificate | null
  /** `heard` is told each certificate that takes the place of another. */
  onRenewed: (heard: (pair: Pair) => void) => void
  /** The timers end. */
  stop: () => void
}

/** Throws `UsageError` where the certificate cannot be used. */
export function openDoor({ tls, trustedProxies, maxConnections }: EdgeOptions, log: Log): Door {
  const heard: ((pair: Pair) => void)[] = []
  const { pair, problem } = tls ? readPair(tls) : { pair: null, problem: null }
  if (problem) throw new UsageError(sentence(problem))
  const server = httpServer(pair)
  const renewed = (fresh: Pair): void => {
    renewSecret(server, fresh)
    for (const each of heard) each(fresh)
  }
  const certificate = tls && pair ? new Certificate({ files: tls, pair, now: Date.now, log, renewed }) : null
  const proxies = new TrustedProxies(trustedProxies)
  const each = placesOfOne(maxConnections)
  const lines = new Lines(server, { most: maxConnections, each, isProxy: (address) => proxies.has(address) })
  const timers = [setInterval(() => certificate?.look(), LOOKED_EVERY), tellRefused(lines, maxConnections, each, log)]
  tellUnaccepted(server, log)
  // A start that fails after this ends by itself.
  for (const timer of timers) timer.unref()
  const reload = (): void => certificate?.reload()
  if (certificate) process.on('SIGHUP', reload)
  return {
    server,
    clientOf: clientsBehind(trustedProxies),
    lines,
    certificate,
    onRenewed: (each) => heard.push(each),
    stop: () => {
      for (const timer of timers) clearInterval(timer)
      process.off('SIGHUP', reload)
    },
  }
}

/** At most once a minute, however many they are. */
function tellRefused(lines: Lines, limit: number, each: number, log: Log): NodeJS.Timeout {
  let told = 0
  return setInterval(() => {
    const count = lines.refused + lines.cut
    if (count > told) log(sentence(notice('connections-full', { count, limit, each })))
    told = count
  }, MINUTE)
}
