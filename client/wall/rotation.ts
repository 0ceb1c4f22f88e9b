import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { WallPage } from '../../shared/wall.ts'

/*
 * Which page of a wall is shown. The clock turns them, so that several screens of one wall turn together. Pure.
 */

/** What somebody at the keyboard chose: until when, or null until it is let go. */
export interface Hand {
  page: WallPage
  until: EpochMs | null
}

interface Turning {
  pages: readonly WallPage[]
  every: DurationMs
  now: EpochMs
  /** Something critical is there: whoever looks up must see it, whatever the clock says. */
  critical: boolean
  hand: Hand | null
}

interface Turned {
  page: WallPage
  /** Its place among the pages, counted from 1; 0 when it is none of them. */
  place: number
  held: 'critical' | 'hand' | null
}

/**
 * A page that was turned to stays for its time, whatever happens; a critical finding comes before a page that is held,
 * since who held it may have gone home.
 */
export function turned({ pages, every, now, critical, hand }: Turning): Turned {
  const placed = (page: WallPage, held: Turned['held']): Turned => ({ page, place: pages.indexOf(page) + 1, held })
  if (hand !== null && hand.until !== null && now < hand.until) return placed(hand.page, null)
  if (critical && pages.length > 1) return placed('overview', 'critical')
  if (hand !== null && hand.until === null && pages.includes(hand.page)) return placed(hand.page, 'hand')
  return placed(pages[Math.floor(now / every) % pages.length] ?? 'overview', null)
}

/** The page before or after, round the end. */
export function neighbour(pages: readonly WallPage[], page: WallPage, step: 1 | -1): WallPage {
  const at = pages.indexOf(page)
  const from = at < 0 ? (step === 1 ? -1 : 0) : at
  return pages[(from + step + pages.length) % pages.length] ?? page
}
