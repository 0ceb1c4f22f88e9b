/** Of an address with its number, in the thread that writes; measured 90 to 110. */
const OF_A_NAME = 112
/** Of what the threads have: pages of each of the two connections that stay open, and the names. */
const PAGES = 0.25
const NAMES = 0.4
/** More is no gain: pages of the days at hand fit, and so do the names of a large network. */
const MOST_PAGES_KIB = 64 * 1_024
const MOST_NAMES = 1_000_000

/** What the threads of the history may take for what they could read again. */
export interface HistoryMemory {
  /** Memory for pages of one connection, in KiB. */
  readonly pagesKib: number
  /** Hosts, groups and IPv6 addresses that are remembered with their number. */
  readonly names: number
}

/** `bytes`: of both threads. */
export const historyMemory = (bytes = Number.POSITIVE_INFINITY): HistoryMemory => ({
  pagesKib: Math.min(MOST_PAGES_KIB, Math.floor((bytes * PAGES) / 1_024)),
  names: Math.min(MOST_NAMES, Math.floor((bytes * NAMES) / OF_A_NAME)),
})
