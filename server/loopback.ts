import { isIP } from 'node:net'

/** An address from which only this machine can call. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
