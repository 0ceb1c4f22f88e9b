import type { CellState } from '../../../shared/cell.ts'
import type { HostId } from '../../../shared/event.ts'
import type { SegmentState } from '../../../shared/segment.ts'
import type { Name } from '../../../shared/names.ts'

/** One cell of the matrix by what it means, so that it stays the same when rows and columns move. */
export interface MatrixCell {
  segment: string
  segmentState: SegmentState
  host: HostId
  hostName: Name | null
  vendor: string | null
  group: string
  groupName: Name | null
  /** null: no member. */
  state: CellState | null
}
