import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { Group } from './group.ts'

/**
 * A group-specific or group-and-source-specific query was seen (RFC 3376 s6.6.1, s6.6.3): with the S flag clear, what it
 * asks for has the last member query time left. LMQT = LMQI x LMQC (s8.10), LMQI being the max response time in the
 * packet and LMQC the robustness variable (s8.9). Version 2 has no S flag, so each one lowers (RFC 2236 s3).
 *
 * Returns true when a timer was shortened.
 */
export function seeSpecificQuery(group: Group, query: QueryMessage, robustness: number, now: EpochMs): boolean {
  if (query.suppress) return false
  const lmqt: DurationMs = query.maxResponseMs * robustness
  const until = now + lmqt
  let lowered = false
  if (query.scope === 'group') {
    if (group.mode === 'EXCLUDE' && until < group.until) {
      group.until = until
      group.lowered = lowered = true
    }
    return lowered
  }
  for (const source of query.sources) {
    const timer = group.sources?.get(source)
    if (!timer || timer.until === 0 || until >= timer.until) continue
    timer.until = until
    timer.lowered = lowered = true
  }
  return lowered
}
