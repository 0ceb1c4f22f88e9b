import { access } from './access.ts'
import { api } from './api.ts'
import { arrival } from './arrival.ts'
import { channels } from './channels.ts'
import { columns } from './columns.ts'
import { conduct } from './conduct.ts'
import { counts } from './counts.ts'
import { difference } from './difference.ts'
import { events } from './events.ts'
import { filter } from './filter.ts'
import { group } from './group.ts'
import { groups } from './groups.ts'
import { history } from './history.ts'
import { host } from './host.ts'
import { hosts } from './hosts.ts'
import { imports } from './imports.ts'
import { list } from './list.ts'
import { packet } from './packet.ts'
import { past } from './past.ts'
import { queriers } from './queriers.ts'
import { remedy } from './remedy.ts'
import { settings } from './settings.ts'
import { sight } from './sight.ts'
import { sources } from './sources.ts'
import { subscriptions } from './subscriptions.ts'
import { walls } from './walls.ts'

/** What all pages but the wall say beyond `first.ts`. */
export const pages = {
  access,
  api,
  arrival,
  channels,
  columns,
  conduct,
  counts,
  difference,
  events,
  filter,
  group,
  groups,
  history,
  host,
  hosts,
  imports,
  list,
  packet,
  past,
  queriers,
  remedy,
  settings,
  sight,
  sources,
  subscriptions,
  walls,
}
