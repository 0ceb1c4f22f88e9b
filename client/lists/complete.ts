import { EVENT_NAMES } from '../../shared/api.ts'
import type { FieldName } from '../../shared/filter.ts'

/** Fields that a list can be asked for, in the order to offer them. */
export const LIST_FIELDS = {
  groups: ['group', 'vlan', 'segment', 'state', 'hosts', 'host', 'mac', 'vendor', 'version', 'age', 'source'],
  hosts: ['host', 'mac', 'vendor', 'vlan', 'segment', 'state', 'groups', 'group', 'version', 'age', 'source'],
  subscriptions: ['group', 'host', 'vlan', 'segment', 'mac', 'vendor', 'version', 'state', 'hosts', 'groups', 'age'],
  memberships: ['group', 'host', 'vlan', 'segment', 'mac', 'vendor', 'version', 'state', 'age'],
  events: ['group', 'host', 'vlan', 'segment', 'mac', 'vendor', 'version', 'type'],
  findings: ['group', 'host', 'vlan', 'segment', 'mac', 'state', 'age'],
} as const satisfies Record<string, readonly FieldName[]>
export type ListFields = keyof typeof LIST_FIELDS

const VALUES: Partial<Record<FieldName, readonly string[]>> = {
  state: ['ok', 'warning', 'critical', 'stale', 'confirmed', 'presumed'],
  version: ['1', '2', '3'],
  type: EVENT_NAMES.slice(0, 8),
  hosts: ['>10', '<2'],
  groups: ['>5', '=1'],
  age: ['>5m', '<1h'],
}

/** The state of a past membership is that of the membership; its segment's is not kept. That of a finding is how bad it is. */
const PAST_STATES: Partial<Record<ListFields, readonly string[]>> = {
  memberships: ['confirmed', 'presumed'],
  findings: ['warning', 'critical'],
}

interface Completion {
  /** What is offered: `vlan:`, `warning`. */
  label: string
  /** The whole filter with it. */
  filter: string
}

/** How the last word of a filter may go on; nothing inside quotes. */
export function completions(filter: string, list: ListFields): Completion[] {
  if ((filter.match(/"/g)?.length ?? 0) % 2 === 1) return []
  const last = /\S*$/.exec(filter)?.[0] ?? ''
  const word = last.replace(/^-/, '')
  const head = filter.slice(0, filter.length - word.length)
  const colon = word.indexOf(':')
  if (colon < 0) {
    return LIST_FIELDS[list]
      .filter((field) => field.startsWith(word.toLowerCase()))
      .map((field) => ({ label: `${field}:`, filter: `${head}${field}:` }))
  }
  const field = word.slice(0, colon)
  const known = VALUES[LIST_FIELDS[list].find((name) => name === field) ?? 'text'] ?? []
  const values = (field === 'state' ? PAST_STATES[list] : undefined) ?? known
  const typed = word.slice(colon + 1)
  const cut = typed.lastIndexOf('|') + 1
  return values
    .filter((value) => value.startsWith(typed.slice(cut)) && value !== typed.slice(cut))
    .map((value) => ({ label: value, filter: `${head}${field}:${typed.slice(0, cut)}${value}` }))
}
