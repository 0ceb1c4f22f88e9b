import { Resolver } from 'node:dns/promises'
import { SECOND, type DurationMs } from '../../shared/time.ts'

/* The only file that knows node:dns. */

/** How long one question waits, and how often it is asked. */
const TIMEOUT: DurationMs = 2 * SECOND
const TRIES = 2

/** The names of an address; `none`: there is none; `failed`: nobody said. */
export type ReverseAnswer = readonly string[] | 'none' | 'failed'
export interface ReverseResolver {
  /** Of a name that ends in `arpa`. */
  ask(name: string): Promise<ReverseAnswer>
  /** What is asked now is answered as failed. */
  cancel(): void
}

/** What a server says of an address that it knows nothing of. */
const NO_NAME = new Set(['ENOTFOUND', 'ENODATA'])

/** Asks the servers that the system is set to, or these: `127.0.0.1:5353`. */
export function reverseResolver(servers?: readonly string[]): ReverseResolver {
  const resolver = new Resolver({ timeout: TIMEOUT, tries: TRIES })
  if (servers) resolver.setServers(servers)
  return {
    async ask(name) {
      try {
        // Not `reverse`: that says of a server which fails that there is no such name.
        return await resolver.resolvePtr(name)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : ''
        return NO_NAME.has(code) ? 'none' : 'failed'
      }
    },
    cancel: () => resolver.cancel(),
  }
}
