import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { makeFolders } from './history/file/folder.ts'

const FILE = 'token'

/** An address from which only this machine can call. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

export interface Token {
  token: string
  /** Where it is kept when it was not given. */
  file: string | null
  /** Made just now: to be printed once. */
  isNew: boolean
}

/** The token kept in the data folder; made at the first start that needs one. Throws where it cannot be kept. */
export function keptToken(folder: string): Token {
  const file = join(folder, FILE)
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (token.length >= 16) return { token, file, isNew: false }
  } catch {
    // none yet
  }
  const token = randomBytes(24).toString('base64url')
  makeFolders(folder)
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return { token, file, isNew: true }
}
