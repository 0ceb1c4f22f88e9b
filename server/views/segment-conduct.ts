import type { LeaveConduct, SegmentConductRow } from '../../shared/conduct.ts'
import { latencyOf } from '../conduct/latency.ts'
import type { SegmentConduct } from '../conduct/segment-conduct.ts'

const NO_LEAVES: LeaveConduct = { ...latencyOf([]), unasked: 0, collateral: 0 }

/** How the queriers and hosts of a segment behave, as a page shows it. */
export const segmentConductRow = ({ queriers }: SegmentConduct): SegmentConductRow => ({
  leaves: NO_LEAVES,
  jitter: queriers.jitter(),
  takeOverMs: queriers.succession.takeOver,
  electionMs: queriers.succession.election,
  foreignSpecificQueries: queriers.specific.foreignCount,
  malformedQueries: queriers.malformed,
})
