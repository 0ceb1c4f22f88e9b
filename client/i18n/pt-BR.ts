import type { Messages } from './en.ts'
import { arrival } from './pt-BR/arrival.ts'
import { common } from './pt-BR/common.ts'
import { conduct } from './pt-BR/conduct.ts'
import { events } from './pt-BR/events.ts'
import { counts } from './pt-BR/counts.ts'
import { filter } from './pt-BR/filter.ts'
import { finding } from './pt-BR/finding.ts'
import { findings } from './pt-BR/findings.ts'
import { group } from './pt-BR/group.ts'
import { groups } from './pt-BR/groups.ts'
import { history } from './pt-BR/history.ts'
import { host } from './pt-BR/host.ts'
import { hosts } from './pt-BR/hosts.ts'
import { list } from './pt-BR/list.ts'
import { names } from './pt-BR/names.ts'
import { notice } from './pt-BR/notice.ts'
import { packet } from './pt-BR/packet.ts'
import { queriers } from './pt-BR/queriers.ts'
import { settings } from './pt-BR/settings.ts'
import { sight } from './pt-BR/sight.ts'
import { sources } from './pt-BR/sources.ts'
import { subscriptions } from './pt-BR/subscriptions.ts'
import { wall } from './pt-BR/wall.ts'
import { walls } from './pt-BR/walls.ts'

/*
 * Words: membership associação (group membership interval: intervalo de associação ao grupo), subscriptions assinaturas,
 * member membro, querier querier, query consulta, report relatório, frame quadro, tap captura, segment segmento,
 * missed perdida, presumed presumido, to leave sair, to expire expirar, stream fluxo, gap of the history lacuna.
 */
export const ptBR: Messages = {
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
