import { beforeAll, describe, expect, it } from 'vitest'
import { EXAMPLES, LIST_FIELDS, type ListFields } from '../../client/lists/fields.ts'
import { exportFilterError } from '../../server/history/store.ts'
import { countFilter } from '../../server/views/count-filter.ts'
import { eventsPage } from '../../server/views/events.ts'
import { viewOf } from '../../server/views/index.ts'
import { queriersPage, sourcesPage } from '../../server/views/small-lists.ts'
import { wallFilterError } from '../../server/views/walls.ts'
import { done } from '../../server/views/work.ts'
import type { Subject } from '../../server/views/subject.ts'
import { FIELDS, type FilterError } from '../../shared/filter.ts'
import type { ViewRequest } from '../../shared/live.ts'
import { subjectOf, TestTap } from './test-subject.ts'

/* What the pages offer is what the server knows: nothing more, and nothing less. */

let subject: Subject
beforeAll(() => {
  subject = subjectOf(new TestTap('tap'))
})
const LIST = { sort: 'segment', offset: 0, limit: 1 }
const cut = (filter: string) => ({ filter, offset: 0, limit: 1 })
const errorOf = (request: ViewRequest): FilterError | null => {
  const { head } = viewOf(subject, request)
  if (!('filterError' in head)) throw new Error(`${request.view} has no filter`)
  return head.filterError
}
const ASK: Record<ListFields, (filter: string) => (FilterError | null)[]> = {
  groups: (filter) => [errorOf({ view: 'groups', filter, ...LIST })],
  hosts: (filter) => [errorOf({ view: 'hosts', filter, ...LIST })],
  subscriptions: (filter) => [errorOf({ view: 'subscriptions', filter, hosts: 1, groups: 1 })],
  queriers: (filter) => [
    errorOf({ view: 'queriers', filter }),
    done(queriersPage(subject, cut(filter), { column: 'state', descending: false })).page.filterError,
  ],
  walls: (filter) => [errorOf({ view: 'overview', filter }), wallFilterError(filter)],
  sources: (filter) => [
    errorOf({ view: 'sources', filter }),
    sourcesPage(subject, cut(filter), { column: 'given', descending: false }).page.filterError,
  ],
  counts: (filter) => [countFilter(filter).error, exportFilterError('counts', filter)],
  memberships: (filter) => [exportFilterError('memberships', filter)],
  events: (filter) => [
    exportFilterError('events', filter),
    eventsPage(subject, cut(filter)).page.filterError,
    errorOf({ view: 'events', filter, limit: 1 }),
  ],
  snapshot: (filter) => [exportFilterError('snapshot', filter)],
  'group-counts': (filter) => [exportFilterError('group-counts', filter)],
  askers: (filter) => [exportFilterError('queriers', filter)],
  difference: (filter) => [exportFilterError('difference', filter)],
  findings: (filter) => [exportFilterError('findings', filter), errorOf({ view: 'findings', filter, limit: 1 })],
}
/**
 * Of events that are kept for a while the age can be asked too; the history has a range for it. The live tail has findings
 * among its events, which the history has in a list of their own.
 */
const MORE: readonly string[] = ['events age', 'events code', 'events severity']
/** These say which data set has them. */
const OF_MEMBERS = ['host', 'mac', 'vendor', 'version', 'state', 'age'].map((field) => `group-counts ${field}`)
const SOMETHING: Partial<Record<string, string>> = EXAMPLES

describe.each(Object.keys(LIST_FIELDS) as ListFields[])('the fields of %s', (list) => {
  it.each(FIELDS)('%s', (field) => {
    const isOffered = LIST_FIELDS[list].some((known) => known === field)
    const answers = ASK[list](SOMETHING[field] ?? `${field}:x`)
    if (isOffered) expect(answers.filter((error) => error !== null)).toEqual([])
    else if (!MORE.includes(`${list} ${field}`)) {
      const code = OF_MEMBERS.includes(`${list} ${field}`) ? 'filter-field-of-members' : 'filter-field-not-here'
      expect(answers.map((error) => error?.notice.code)).toEqual(answers.map(() => code))
    }
  })
})
