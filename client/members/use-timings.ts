import { computed } from 'vue'
import type { SegmentRow } from '../../shared/membership.ts'
import { useView } from '../live/use-view.ts'

/** The segments by name: their timers explain why a member is one. */
export function useTimings() {
  const { rows } = useView({ view: 'queriers' })
  const segments = computed<ReadonlyMap<string, SegmentRow>>(() => new Map(rows.value.map((row) => [row.segment, row])))
  return { segmentOf: (segment: string): SegmentRow | null => segments.value.get(segment) ?? null }
}
