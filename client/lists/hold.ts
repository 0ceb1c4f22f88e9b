/** A row of an order that is held still. `gone`: the server has it no longer in this window; it is as it was last. */
export interface HeldRow<R> {
  row: R
  gone: boolean
}

/**
 * The rows that were there, in the order they had, with their newest values. A row must not move from under a pointer,
 * so what is new waits and what is gone stays, marked, until the pointer leaves.
 */
export function holdOrder<R extends { key: string }>(held: readonly R[], rows: readonly R[]): HeldRow<R>[] {
  const byKey = new Map(rows.map((row) => [row.key, row]))
  return held.map((row) => {
    const now = byKey.get(row.key)
    return now ? { row: now, gone: false } : { row, gone: true }
  })
}

/** True while the order that is held differs from the one the server has. */
export const isBehind = (held: readonly { key: string }[], rows: readonly { key: string }[]): boolean =>
  held.length !== rows.length || held.some((row, index) => row.key !== rows[index]?.key)
