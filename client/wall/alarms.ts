/** Keys of alarms that were heard; of more, the oldest may sound again. */
export const MOST_HEARD = 1_000

/**
 * Which alarms are new, each once: those that were there when the page came are known, and one that is told again is
 * none. Give it every list of open ones.
 */
export class NewAlarms {
  /** In the order in which they were last open; null before the first list. */
  #heard: Set<string> | null = null

  /** The keys that were never here. */
  take(open: readonly string[]): string[] {
    const heard = this.#heard
    if (heard === null) {
      this.#heard = new Set(open.slice(0, MOST_HEARD))
      return []
    }
    const fresh = open.filter((key) => !heard.has(key))
    for (const key of open) {
      heard.delete(key)
      heard.add(key)
    }
    for (const key of heard) {
      if (heard.size <= MOST_HEARD) break
      heard.delete(key)
    }
    return fresh
  }
}
