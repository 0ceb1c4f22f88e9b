import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { EpochMs } from '../../shared/time.ts'
import { keptOf, type TokenBook } from './tokens.ts'

/** Files of earlier versions, with a token as it is. */
const TOKEN = 'token'
const DISPLAY = 'display-token.json'

const Display = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{16,100}$/), since: z.number() })

/**
 * Tokens of earlier versions go on working, and are kept as a digest from now on. The one of people was looked at beyond
 * this machine only (`beyond`), and still is: nobody is to stand before a door that was open.
 */
export function takeOver(
  folder: string,
  tokens: TokenBook,
  beyond: boolean,
  now: EpochMs,
  log: (text: string) => void,
) {
  const display = read(folder, DISPLAY)
  if (display !== null && !tokens.damaged) {
    const known = Display.safeParse(parsed(display))
    if (known.success) {
      const { token, since } = known.data
      const kept = keptOf(token, { id: 'display', name: 'display', role: 'display', createdAt: since, createdBy: null })
      if (tokens.takeOver(kept)) forget(folder, DISPLAY)
    } else log(`Cannot read ${join(folder, DISPLAY)}; displays need a new token, which Settings makes.`)
  }
  const token = beyond && !tokens.damaged ? (read(folder, TOKEN)?.trim() ?? '') : ''
  if (token.length < 16) return
  const kept = keptOf(token, { id: 'token', name: 'token', role: 'operator', createdAt: now, createdBy: null })
  if (!tokens.takeOver(kept)) return
  forget(folder, TOKEN)
  log(
    `The token of ${join(folder, TOKEN)} goes on working and is kept as a digest in ${tokens.path} from now on: the file is gone.`,
  )
}

function read(folder: string, name: string): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return null
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function forget(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true })
  } catch {
    // It is taken over again at the next start.
  }
}
