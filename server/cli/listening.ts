import { once } from 'node:events'
import type { Server } from 'node:http'
import { writeServerFile } from '../server-file.ts'
import { addressAndPort } from './address-and-port.ts'
import type { Door } from './door.ts'
import { UsageError } from './usage-error.ts'

/** Resolves when the server has its address. Throws `UsageError`. */
export async function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const where = addressAndPort(host, port)
    if (code === 'EADDRINUSE') {
      throw new UsageError(`Address ${where} is already in use. Remedy: stop the other program, or --listen elsewhere.`)
    }
    throw new UsageError(`Cannot listen on ${where} (${code || 'unknown reason'}). Remedy: --listen HOST:PORT.`)
  }
}

/** For commands that want to hand it something. Returns what is to be done at the end. */
export function tellWhere(folder: string, { server, certificate, onRenewed }: Door, key: string): () => void {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') return () => undefined
  const here = bound.address === '0.0.0.0' ? '127.0.0.1' : bound.address === '::' ? '::1' : bound.address
  const where = addressAndPort(here, bound.port)
  const { pid } = process
  let gone = (): void => undefined
  const write = (): void => {
    const fingerprint = certificate?.pair.fingerprint
    try {
      gone = writeServerFile(
        folder,
        fingerprint === undefined
          ? { address: `http://${where}`, pid, key }
          : { address: `https://${where}`, pid, key, fingerprint },
      )
    } catch {
      // The folder cannot be written: the history says so, and nobody can hand anything over.
    }
  }
  write()
  onRenewed(write)
  return () => gone()
}
