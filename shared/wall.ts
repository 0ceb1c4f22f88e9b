import type { DurationMs } from './time.ts'
import { SECOND } from './time.ts'

/*
 * A wall display: what it shows, how large, and whether it may be heard. Several of them are kept by the server, each
 * under `/wall/ID`; the one called `wall` is always there.
 */

export const WALL_PAGES = ['overview', 'queriers', 'subscriptions', 'churn', 'segment'] as const
export type WallPage = (typeof WALL_PAGES)[number]

export interface WallConfig {
  /** A word of a-z, 0-9 and `-`, at most `MAX_WALL_ID` long. */
  id: string
  title: string
  /** Which segments it is about: the filter grammar, with `segment:`, `vlan:` and `source:` only; empty: all. */
  filter: string
  /** The diagonal of the screen, and how far away its reader stands. */
  inches: number
  metres: number
  /** Shown in turn; never empty. */
  pages: readonly WallPage[]
  /** How long each page stays. */
  every: DurationMs
  /** Of the page `segment`: its name; null: the worst one. */
  segment: string | null
  /** A tone when a critical finding opens. */
  sound: boolean
}

export const DEFAULT_WALL: WallConfig = {
  id: 'wall',
  title: '',
  filter: '',
  inches: 55,
  metres: 4,
  pages: ['overview'],
  every: 20 * SECOND,
  segment: null,
  sound: false,
}

/** Walls that are kept; further ones are refused. */
export const MAX_WALLS = 50
export const MAX_WALL_ID = 32
export const WALL_LIMITS = {
  inches: { least: 10, most: 200 },
  metres: { least: 0.3, most: 30 },
  every: { least: 5 * SECOND, most: 600 * SECOND },
  title: 40,
} as const
