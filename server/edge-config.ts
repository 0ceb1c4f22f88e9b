import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The certificate with its chain, and its key: PEM files. */
export const TlsConfig = z.strictObject({ cert: z.string().min(1), key: z.string().min(1) })

/** Connections at a time, when nobody says otherwise: some hundred pages, each with a few. */
export const USUAL_MAX_CONNECTIONS = 2_048
export const MOST_CONNECTIONS = 100_000
export const ConnectionLimit = z
  .int()
  .min(16, { error: 'it must be at least 16' })
  .max(MOST_CONNECTIONS, { error: `it must be at most ${MOST_CONNECTIONS}` })

/** A quarter of all places at most is one address's. */
const SHARE_OF_ONE = 4
export const placesOfOne = (most: number): number => Math.max(8, Math.floor(most / SHARE_OF_ONE))

/** Files that the rest of the product may have open: the history, sockets of sources, what is exported. */
const FILES_FOR_OTHERS = 256

/** The system gives so many files; connections must leave some. null: not known. */
export function placesBySystem(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return soft === undefined ? null : Math.max(16, Number(soft) - FILES_FOR_OTHERS)
  } catch {
    return null
  }
}
