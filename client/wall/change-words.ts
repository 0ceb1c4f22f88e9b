import type { RecentChange } from '../../shared/membership.ts'
import { number, t } from '../i18n/index.ts'

/** What happened to a group, joins and departures apart. Only the `first` names the unit: the others are read like it. */
export function changeWords(change: RecentChange, first: boolean): string {
  const gone = change.left + change.expired
  const parts = [change.joined > 0 ? `+${number(change.joined)}` : '', gone > 0 ? `−${number(gone)}` : '']
  const moved = parts.filter(Boolean).join(' ')
  // A group that ended and began again, or the other way round, is told by its hosts.
  if (change.ended && change.started && moved) return moved
  if (change.ended) return t('wall.changes.ended')
  if (change.started) return [t('wall.changes.started'), moved].filter(Boolean).join(' ')
  if (!first) return moved
  return t(change.joined + gone === 1 ? 'wall.changes.host' : 'wall.changes.hosts', { change: moved })
}
