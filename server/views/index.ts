import type { ViewRequest, ViewState } from '../../shared/live.ts'
import { findingsView } from './findings.ts'
import { groupsView } from './groups.ts'
import { hostsView } from './hosts.ts'
import { ListCache } from './list.ts'
import { groupView, hostView } from './members.ts'
import { namesView } from './names.ts'
import { overviewView } from './overview.ts'
import { Scene } from './scene.ts'
import { queriersView } from './segments.ts'
import { sourcesView } from './sources.ts'
import type { Subject } from './subject.ts'
import { subscriptionsView } from './subscriptions.ts'

/** What a request shows of the subject now. Lists are taken from `cache` while its owner has not cleared it. */
export function viewOf(subject: Subject, request: ViewRequest, cache: ListCache = new ListCache()): ViewState {
  const scene = new Scene(subject)
  switch (request.view) {
    case 'overview':
      return overviewView(scene)
    case 'groups':
      return groupsView(scene, request, cache)
    case 'group':
      return groupView(scene, request.segment, request.group)
    case 'hosts':
      return hostsView(scene, request, cache)
    case 'host':
      return hostView(scene, request.segment, request.ip, request.mac)
    case 'queriers':
      return queriersView(scene)
    case 'sources':
      return sourcesView(scene)
    case 'names':
      return namesView(scene)
    case 'findings':
      return findingsView(subject, request)
    case 'subscriptions':
      return subscriptionsView(scene, request)
  }
}
