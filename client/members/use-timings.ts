import { computed } from 'vue'
import type { Family } from '../../shared/address.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import { useView } from '../live/use-view.ts'

const keyOf = ({ segment, family }: { segment: string; family: Family }): string => `${segment} ${family}`

/** The segments by name and family: their timers explain why a member is one. */
export function useTimings() {
  const { rows } = useView({ view: 'queriers', brief: true })
  const segments = computed<ReadonlyMap<string, SegmentRow>>(() => new Map(rows.value.map((row) => [keyOf(row), row])))
  return {
    segmentOf: (segment: string, family: Family): SegmentRow | null =>
      segments.value.get(keyOf({ segment, family })) ?? null,
  }
}
