/** Of an address with its number, in the thread that writes; measured 90 to 110. */
const OF_A_NAME = 112
/** Of a group whose members are counted by the hour, there too; measured 212. */
const OF_A_GROUP = 256
/** Of what the threads have: pages of each of the two connections that stay open, the names, and the groups. */
const PAGES = 0.2
const NAMES = 0.34
const GROUPS = 0.26
/** More is no gain: pages of the days at hand fit, and so do the names and groups of a large network. */
const MOST_PAGES_KIB = 64 * 1_024
const MOST_NAMES = 1_000_000
const MOST_GROUPS = 400_000

/** What the threads of the history may take for what they could read again. */
export interface HistoryMemory {
  /** Memory for pages of one connection, in KiB. */
  readonly pagesKib: number
  /** Hosts, groups and IPv6 addresses that are remembered with their number. */
  readonly names: number
  /** Groups that are counted while they are written. */
  readonly groups: number
}

/** `bytes`: of both threads. */
export const historyMemory = (bytes = Number.POSITIVE_INFINITY): HistoryMemory => ({
  pagesKib: Math.min(MOST_PAGES_KIB, Math.floor((bytes * PAGES) / 1_024)),
  names: Math.min(MOST_NAMES, Math.floor((bytes * NAMES) / OF_A_NAME)),
  groups: Math.min(MOST_GROUPS, Math.floor((bytes * GROUPS) / OF_A_GROUP)),
})
