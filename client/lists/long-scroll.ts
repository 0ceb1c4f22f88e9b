/**
 * The tallest element that every browser lays out right is lower than a list of a million rows: Firefox ends at 17.9
 * million pixels.
 */
export const MAX_PX = 10_000_000

/** Where a long list stands, and where its scroll bar does. */
export interface LongPlace {
  /** Pixels of the list above what is seen. */
  readonly position: number
  /** What the browser calls the scroll offset. */
  readonly bar: number
}
export const AT_TOP: LongPlace = { position: 0, bar: 0 }

/** A list of `total` pixels, of which `view` are seen. */
export interface LongSizes {
  readonly total: number
  readonly view: number
}

/** What the browser is told of the height. */
export const drawnHeight = ({ total }: LongSizes): number => Math.min(total, MAX_PX)

const lastPosition = ({ total, view }: LongSizes): number => Math.max(0, total - view)
const lastBar = (sizes: LongSizes): number => Math.max(0, drawnHeight(sizes) - sizes.view)
const within = (value: number, last: number): number => Math.min(Math.max(0, value), last)

/** The bar in its right place for what is seen. */
export function settled(position: number, sizes: LongSizes): LongPlace {
  const last = lastPosition(sizes)
  const at = within(position, last)
  return { position: at, bar: last === 0 ? 0 : (at * lastBar(sizes)) / last }
}

/**
 * The bar was moved. A short way is a step of the wheel or of a key: the list goes as far as the bar did, or its rows
 * would fly past. A long way is a pull at the bar itself, which stands for the whole list. The ends are the ends.
 */
export function scrolled({ position, bar }: LongPlace, to: number, sizes: LongSizes): LongPlace {
  const end = lastBar(sizes)
  const last = lastPosition(sizes)
  // The browser rounds; half a pixel is the end.
  if (to <= 0 || end === 0) return { position: 0, bar: to }
  if (to >= end - 1) return { position: last, bar: to }
  if (last === end) return { position: to, bar: to }
  const step = to - bar
  return { position: Math.abs(step) <= sizes.view ? within(position + step, last) : (to * last) / end, bar: to }
}

/** The place at which row `index` is seen whole; the same place when it is. */
export function showing(place: LongPlace, index: number, rowHeight: number, sizes: LongSizes): LongPlace {
  const top = index * rowHeight
  if (top < place.position) return settled(top, sizes)
  if (top + rowHeight > place.position + sizes.view) return settled(top + rowHeight - sizes.view, sizes)
  return place
}
