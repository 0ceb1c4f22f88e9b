import type { FindingEventLine } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Finding, Said } from './finding.ts'

export interface FindingEvent {
  readonly event: FindingEventLine['event']
  readonly at: EpochMs
  /** As it was then: `finding-changed` is told when the severity is another one. */
  readonly finding: Finding
  readonly severity: Finding['severity']
  readonly said: Said
}
