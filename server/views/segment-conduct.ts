import type { SegmentConductRow } from '../../shared/conduct.ts'
import type { SegmentConduct } from '../conduct/segment-conduct.ts'

/** How the queriers and hosts of a segment behave, as a page shows it. */
export const segmentConductRow = ({ queriers, hosts }: SegmentConduct): SegmentConductRow => ({
  leaves: hosts.leaveConduct(),
  jitter: queriers.jitter(),
  takeOverMs: queriers.succession.takeOver,
  electionMs: queriers.succession.election,
  foreignSpecificQueries: queriers.specific.foreignCount,
  malformedQueries: queriers.malformed,
})
