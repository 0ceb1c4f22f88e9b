import type { ViewChange, ViewState } from '../../shared/live.ts'
import { equal } from './equal.ts'

type Change = Omit<ViewChange, 'seq'>

/** What turns `before` into `after` when it is folded over it; null when they show the same. */
export function diff(before: ViewState, after: ViewState): Change | null {
  if (before === after) return null
  const head = changedHead(before.head, after.head)
  const known = new Map(before.rows.map((row) => [row.key, row]))
  const upsert = after.rows.filter((row) => {
    const old = known.get(row.key)
    return old === undefined || !equal(old, row)
  })
  const order = after.rows.map(({ key }) => key)
  const sameOrder = order.length === before.rows.length && order.every((key, i) => key === before.rows[i]?.key)
  if (!head && upsert.length === 0 && sameOrder) return null
  return {
    ...(head ? { head } : {}),
    ...(upsert.length > 0 ? { upsert } : {}),
    ...(sameOrder ? {} : moved(before.rows, order)),
  }
}

/** A tail grows at its front and loses its end: to tell all its keys each time would be most of what is sent. */
function moved(before: ViewState['rows'], order: readonly string[]): Pick<Change, 'order' | 'front'> {
  const [first] = before
  const come = first ? order.indexOf(first.key) : -1
  const keys = order.slice(0, Math.max(0, come))
  const fresh = new Set(keys)
  const isNew = keys.length > 0 && before.every(({ key }) => !fresh.has(key))
  if (!isNew || order.length - come > before.length) return { order }
  for (let i = come; i < order.length; i += 1) if (order[i] !== before[i - come]?.key) return { order }
  return { front: { keys, length: order.length } }
}

/** The values of the head that changed; a head has the same keys as long as the view is the same. */
function changedHead(before: ViewState['head'], after: ViewState['head']): Partial<ViewState['head']> | null {
  const old = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(after).filter(([key, value]) => !equal(old.get(key), value))
  return changed.length > 0 ? Object.fromEntries(changed) : null
}

/** Changes that were worked out already: viewers of one view mostly go from the same state to the same state. */
export class Changes {
  readonly #from = new WeakMap<ViewState, { after: ViewState; change: Change | null }>()

  between(before: ViewState, after: ViewState): Change | null {
    const known = this.#from.get(before)
    if (known?.after === after) return known.change
    const change = diff(before, after)
    this.#from.set(before, { after, change })
    return change
  }
}
