import type { ViewRequest, ViewState } from '../../shared/live.ts'
import { eventsView } from './event-tail.ts'
import { findingsView } from './findings.ts'
import { groupsView } from './groups.ts'
import { hostsView } from './hosts.ts'
import { ListCache } from './list-cache.ts'
import { groupView, hostView } from './members.ts'
import { namesView } from './names.ts'
import { overviewView } from './overview.ts'
import { Scene } from './scene.ts'
import { queriersView } from './segments.ts'
import { sourcesView } from './sources.ts'
import type { Subject } from './subject.ts'
import { subscriptionsView } from './subscriptions.ts'
import { wallView } from './walls.ts'
import { done, type Work } from './work.ts'

/** What a request shows of the subject, made in parts. */
export function* viewWork(subject: Subject, request: ViewRequest, lists: ListCache): Work<ViewState> {
  switch (request.view) {
    case 'overview':
      return yield* overviewView(subject, request.filter)
    case 'wall':
      return wallView(subject.walls, request.id)
    case 'groups':
      return yield* groupsView(subject, request, lists)
    case 'group':
      return yield* groupView(subject, request.segment, request.group)
    case 'hosts':
      return yield* hostsView(subject, request, lists)
    case 'host':
      return hostView(new Scene(subject), request.segment, request.ip, request.mac)
    case 'queriers':
      return yield* queriersView(subject, request)
    case 'sources':
      return sourcesView(new Scene(subject), request.filter)
    case 'names':
      return namesView(new Scene(subject))
    case 'events':
      return yield* eventsView(subject, request)
    case 'findings':
      return findingsView(subject, request)
    case 'subscriptions':
      return yield* subscriptionsView(new Scene(subject), request)
  }
}

/** The same in one go, of a subject that stands still. */
export const viewOf = (subject: Subject, request: ViewRequest, lists = ListCache.ofOneMoment()): ViewState =>
  done(viewWork(subject, request, lists))
