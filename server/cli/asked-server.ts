import { request, type ClientRequest, type RequestOptions } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Running } from '../server-file.ts'

/**
 * A request to the server that holds a data folder. Over TLS it goes out when the one there has shown the very
 * certificate that the folder tells, whoever signed it: nobody else is shown a token.
 */
export function requestTo(running: Running, path: string, options: RequestOptions): ClientRequest {
  const address = `${running.address}${path}`
  if (!('fingerprint' in running)) return request(address, options)
  const { fingerprint } = running
  const { hostname, port } = new URL(running.address)
  return requestTls(address, {
    ...options,
    // With an agent, be it one of its own, this would not be asked.
    createConnection: (_options, created) => {
      const host = hostname.replace(/^\[(.*)\]$/, '$1')
      // Its own certificate is held against the one that is known, which says more than a signature would.
      const socket = connect({
        host,
        port: Number(port || 443),
        ...(isIP(host) === 0 ? { servername: host } : {}),
        rejectUnauthorized: false,
      })
      socket.once('error', (error) => created(error, socket))
      socket.once('secureConnect', () => {
        if (shown(socket) === fingerprint) created(null, socket)
        else socket.destroy(new Error('another certificate than that of the folder'))
      })
      return undefined
    },
  })
}

const shown = (socket: TLSSocket): string | undefined => socket.getPeerX509Certificate()?.fingerprint256
