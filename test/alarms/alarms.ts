import type { Alarm, AlarmState, Told } from '../../server/alarms/alarm.ts'
import type { Message } from '../../server/alarms/draft.ts'

/** A finding as it is told, with what a test wants of it. */
export const alarm = (more: Partial<Alarm> = {}): Alarm => ({
  subject: 'eth1|eth1/20|ipv4|no-querier|||',
  code: 'no-querier',
  severity: 'critical',
  source: 'eth1',
  segment: 'eth1/20',
  segmentName: 'Studio',
  group: null,
  groupName: null,
  host: null,
  hostName: null,
  sentence: 'no-querier',
  values: { watchedAt: Date.UTC(2025, 10, 26, 8), lastsMs: 260_000 },
  openedAt: Date.UTC(2025, 10, 26, 8, 5),
  closedAt: null,
  ...more,
})

export const told = (more: Partial<Alarm> = {}, state: AlarmState = 'opened'): Told => ({ state, alarm: alarm(more) })

export function messageOf(...all: Told[]): Message {
  const counts = { information: 0, warning: 0, critical: 0, over: 0 }
  for (const { state, alarm: one } of all)
    counts[state === 'closed' || state === 'vanished' ? 'over' : one.severity] += 1
  return { told: all, counts, total: all.length }
}
