import { arrival } from './en/arrival.ts'
import { common } from './en/common.ts'
import { conduct } from './en/conduct.ts'
import { events } from './en/events.ts'
import { counts } from './en/counts.ts'
import { filter } from './en/filter.ts'
import { finding } from './en/finding.ts'
import { findings } from './en/findings.ts'
import { group } from './en/group.ts'
import { groups } from './en/groups.ts'
import { history } from './en/history.ts'
import { host } from './en/host.ts'
import { hosts } from './en/hosts.ts'
import { list } from './en/list.ts'
import { names } from './en/names.ts'
import { notice } from './en/notice.ts'
import { packet } from './en/packet.ts'
import { queriers } from './en/queriers.ts'
import { settings } from './en/settings.ts'
import { sight } from './en/sight.ts'
import { sources } from './en/sources.ts'
import { subscriptions } from './en/subscriptions.ts'
import { wall } from './en/wall.ts'
import { walls } from './en/walls.ts'

export const en = {
  arrival,
  common,
  conduct,
  counts,
  events,
  filter,
  finding,
  findings,
  group,
  groups,
  history,
  host,
  hosts,
  list,
  names,
  notice,
  packet,
  queriers,
  settings,
  sight,
  sources,
  subscriptions,
  wall,
  walls,
}
/** The shape that every language has. */
export type Messages = typeof en
