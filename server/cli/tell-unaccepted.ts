import type { Server } from 'node:http'
import { MINUTE } from '../../shared/time.ts'
import type { Log } from '../log.ts'

/**
 * Whoever knocks while no file descriptor is left is not let in, and everything else goes on. Said at most once a minute;
 * without a listener the event would end the process.
 */
export function tellUnaccepted(server: Server, log: Log): void {
  let saidAt = -MINUTE
  server.on('error', (error: NodeJS.ErrnoException) => {
    // What happens before is told by who waits for the server to listen.
    if (!server.listening || performance.now() - saidAt < MINUTE) return
    saidAt = performance.now()
    const why = error.code === 'EMFILE' || error.code === 'ENFILE' ? 'no file descriptor is left' : error.message
    log(
      `Connections cannot be accepted (${why}). Remedy: ulimit -n 4096, or LimitNOFILE=4096 in the unit of the service.`,
    )
  })
}
