import type { WallConfig, WallPage } from '../../shared/wall.ts'
import { DEFAULT_WALL, MAX_WALL_ID, WALL_LIMITS, WALL_PAGES } from '../../shared/wall.ts'
import { SECOND } from '../../shared/time.ts'

/* A wall as it is typed, and what is wrong with it. Pure. */

export interface WallDraft {
  id: string
  title: string
  filter: string
  inches: number | ''
  metres: number | ''
  pages: readonly WallPage[]
  /** Seconds. */
  every: number | ''
  /** Empty: the worst one. */
  segment: string
  sound: boolean
}
export type DraftField = keyof WallDraft

export const draftOf = (wall: WallConfig): WallDraft => ({
  ...wall,
  every: wall.every / SECOND,
  segment: wall.segment ?? '',
})
export const newDraft = (): WallDraft => ({ ...draftOf(DEFAULT_WALL), id: '' })

interface Wrong {
  field: DraftField
  code: 'id' | 'taken' | 'title' | 'range' | 'pages'
  values: Readonly<Record<string, number>>
}

/** What the reader would have to mend; `others`: names of walls that there are already. */
export function wrongIn(draft: WallDraft, others: readonly string[]): Wrong[] {
  const wrong: Wrong[] = []
  const say = (field: DraftField, code: Wrong['code'], values: Wrong['values'] = {}): void =>
    void wrong.push({ field, code, values })
  if (!/^[a-z0-9-]+$/.test(draft.id) || draft.id.length > MAX_WALL_ID) say('id', 'id', { most: MAX_WALL_ID })
  else if (others.includes(draft.id)) say('id', 'taken')
  if (draft.title.trim().length > WALL_LIMITS.title) say('title', 'title', { most: WALL_LIMITS.title })
  const within = (field: 'inches' | 'metres' | 'every', least: number, most: number): void => {
    const value = draft[field]
    if (value === '' || !(value >= least && value <= most)) say(field, 'range', { least, most })
  }
  within('inches', WALL_LIMITS.inches.least, WALL_LIMITS.inches.most)
  within('metres', WALL_LIMITS.metres.least, WALL_LIMITS.metres.most)
  within('every', WALL_LIMITS.every.least / SECOND, WALL_LIMITS.every.most / SECOND)
  if (draft.pages.length === 0) say('pages', 'pages')
  return wrong
}

/** A draft in which nothing is wrong, as the server takes it. Pages turn in their one order. */
export function wallOf(draft: WallDraft): WallConfig {
  return {
    id: draft.id,
    title: draft.title.trim(),
    filter: draft.filter.trim(),
    inches: Number(draft.inches),
    metres: Number(draft.metres),
    pages: WALL_PAGES.filter((page) => draft.pages.includes(page)),
    every: Math.round(Number(draft.every) * SECOND),
    segment: draft.segment.trim() === '' ? null : draft.segment.trim(),
    sound: draft.sound,
  }
}
