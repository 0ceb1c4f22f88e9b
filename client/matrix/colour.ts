import type { SegmentState } from '../../shared/segment.ts'

/** The token of a member's colour: hue only where the segment deviates. */
export function memberToken(state: SegmentState): 'data' | 'crit' | 'warn' | 'stale' {
  switch (state) {
    case 'critical':
      return 'crit'
    case 'warning':
      return 'warn'
    case 'stale':
      return 'stale'
    case 'ok':
    case 'warming':
      return 'data'
  }
}
