import type { Room } from './size.ts'

/*
 * What of the overview has room. Text never gets smaller than its reader can see; so what does not fit is left out, in
 * one order. Pure; all lengths in units of the wall (`--u`).
 */

/** How the parts stand, by the width alone. */
export interface Shape {
  /** The clock and the ages at the right of the verdict, on one line under it, or in a block of their own under it. */
  clockAt: 'beside' | 'line' | 'block'
  /** The countdown falls under its sentence; and there is one now. */
  heroUnder: boolean
  counting: boolean
  tileColumns: 4 | 2
  /** The largest groups at the right of the trend; else under it. */
  topBeside: boolean
  /** Segments in one row of the strip with all they have, and in brief. */
  full: number
  brief: number
  stripRows: 1 | 2
}

export interface Shown {
  /** Rows of the largest groups. */
  top: 6 | 4 | 0
  changes: boolean
  /** The last ten intervals of each segment. */
  dots: boolean
  trend: boolean
  foot: boolean
  strip: boolean
  clock: boolean
  tiles: boolean
}

export interface Plan extends Shape, Shown {
  /** Height of a page under the verdict, and its width. */
  high: number
  wide: number
}

/** Lengths of the parts as the components draw them. */
const PAD = { x: 4.2, y: 2.2 }
const GAP = 1.7
const VERDICT = 18.4
const HERO = 17
const CLOCK = { beside: 0, line: 7.4, block: 18.4 }
const TILES = { 4: 14.7, 2: 29.6 }
const HEADING = 4.5
const CHART = 10.5
const TOP_ROW = 4.13
const STRIP = { dots: 15, none: 11.4 }
const CHANGES = 5.6
const FOOT = 4.5

/** Clock, three ages and a verdict with a countdown need so much side by side. */
const BESIDE = 172
const CLOCK_LINE = 125
const HERO_BESIDE = 118
const FOUR_COLUMNS = 120
const FULL_CELL = 53
const BRIEF_CELL = 40
/** Rows of one list: more nobody reads from afar. */
const MOST_ROWS = 8

function shapeOf(wide: number, counting: boolean): Shape {
  const content = wide - 2 * PAD.x
  const full = Math.max(1, Math.floor(content / FULL_CELL))
  return {
    clockAt: wide >= BESIDE ? 'beside' : wide >= CLOCK_LINE ? 'line' : 'block',
    heroUnder: wide < HERO_BESIDE,
    counting,
    tileColumns: wide >= FOUR_COLUMNS ? 4 : 2,
    topBeside: wide >= FOUR_COLUMNS,
    full,
    brief: Math.max(1, Math.floor(content / BRIEF_CELL)),
    stripRows: full > 1 ? 1 : 2,
  }
}

/** What goes first where the height is too little. Changes of the tiles go by their width; the verdict never goes. */
const DROPS: readonly Partial<Shown>[] = [
  { top: 4 },
  { top: 0 },
  { changes: false },
  { dots: false },
  { trend: false },
  { foot: false },
  { strip: false },
  { clock: false },
  { tiles: false },
]

/** `foot`: whether there is something to say at the foot; `counting`: whether the verdict ends in a number now. */
export function planOf(room: Room, foot: boolean, counting: boolean): Plan {
  const shape = shapeOf(room.wide, counting)
  const all: Shown = { top: 6, changes: true, dots: true, trend: true, foot, strip: true, clock: true, tiles: true }
  const fits = (shown: Shown): boolean => heightOf(shape, shown) <= room.high
  let shown = all
  let dropped = 0
  for (; dropped < DROPS.length && !fits(shown); dropped += 1) shown = { ...shown, ...DROPS[dropped] }
  // What went last was large: smaller parts that went before it may fit in its place.
  for (const part of DROPS.slice(0, Math.max(0, dropped - 1)).reverse()) {
    for (const name of Object.keys(part) as (keyof Shown)[]) {
      const back: Shown = { ...shown, [name]: name === 'top' ? 4 : all[name] }
      if (fits(back)) shown = back
    }
  }
  // The foot is of all pages: it stays or goes with the overview.
  const body = room.high - headOf(shape, shown) - (shown.foot ? GAP + FOOT : 0) - 2 * PAD.y - GAP
  return { ...shape, ...shown, high: body, wide: room.wide - 2 * PAD.x }
}

/** In a hand everything stands one under the other and can be scrolled; the largest groups have a page of their own. */
export const PHONE_PLAN: Plan = {
  clockAt: 'line',
  heroUnder: false,
  counting: false,
  tileColumns: 2,
  topBeside: false,
  full: 4,
  brief: 6,
  stripRows: 1,
  top: 0,
  changes: true,
  dots: true,
  trend: true,
  foot: true,
  strip: true,
  clock: true,
  tiles: true,
  high: 80,
  wide: 100,
}

/** The verdict, with the clock where it stands under it. */
function headOf({ clockAt, heroUnder, counting }: Shape, { clock }: Shown): number {
  const under = clock && clockAt !== 'beside' ? GAP + CLOCK[clockAt] : 0
  return VERDICT + (heroUnder && counting ? HERO : 0) + under
}

function middleOf({ topBeside }: Shape, { trend, top }: Shown): number {
  const chart = trend ? HEADING + CHART : 0
  const list = top > 0 ? HEADING + 0.6 + top * TOP_ROW : 0
  return topBeside ? Math.max(chart, list) : chart + list + (chart > 0 && list > 0 ? GAP : 0)
}

export function heightOf(shape: Shape, shown: Shown): number {
  const { tiles, strip, dots, changes, foot } = shown
  const parts = [
    headOf(shape, shown),
    tiles ? TILES[shape.tileColumns] : 0,
    middleOf(shape, shown),
    strip ? shape.stripRows * (dots ? STRIP.dots : STRIP.none) : 0,
    changes ? CHANGES : 0,
    foot ? FOOT : 0,
  ].filter((height) => height > 0)
  return 2 * PAD.y + parts.reduce((sum, height) => sum + height, 0) + GAP * (parts.length - 1)
}

/** Rows of a list that a page has room for, under its heading and beside what else takes `other` of its height. */
export function rowsOf({ high }: Pick<Plan, 'high'>, row: number, other = 0): number {
  return Math.min(MOST_ROWS, Math.max(1, Math.floor((high - HEADING - other) / row)))
}
