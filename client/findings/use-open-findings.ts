import type { Family } from '../../shared/address.ts'
import type { HostId } from '../../shared/event.ts'
import type { FindingRow } from '../../shared/finding.ts'
import { MAX_PAGE } from '../../shared/live.ts'
import { useView } from '../live/use-view.ts'

/** The open findings, by what they are about: for the pages of segments, groups and hosts. */
export function useOpenFindings(segment?: () => string) {
  const { rows } = useView(() => ({
    view: 'findings' as const,
    state: 'open' as const,
    limit: MAX_PAGE,
    ...(segment ? { segment: segment() } : {}),
  }))
  const on = (place: string, family: Family): FindingRow[] =>
    rows.value.filter((row) => row.segment === place && row.family === family)
  return {
    ofSegment: on,
    ofGroup: (place: string, family: Family, group: string): FindingRow[] =>
      on(place, family).filter(({ subject }) => subject.group === group),
    ofHost: (place: string, family: Family, { ip, mac }: HostId): FindingRow[] =>
      on(place, family).filter(
        ({ subject: { host } }) => host !== null && host.ip === ip && (mac === null || host.mac === mac),
      ),
  }
}
