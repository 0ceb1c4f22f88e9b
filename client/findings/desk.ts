import type { AcknowledgeRequest, SilenceRequest } from '../../shared/api.ts'
import { DAY, HOUR, type DurationMs } from '../../shared/time.ts'
import { postJson } from '../api.ts'

/* What a person says about a finding. Each throws `ApiError`; `null` takes it back. */

export const acknowledge = (key: string, note: string | null): Promise<unknown> =>
  postJson('/findings/acknowledge', { key, note } satisfies AcknowledgeRequest)

export const silence = (key: string, forMs: DurationMs | null): Promise<unknown> =>
  postJson('/findings/silence', (forMs === null ? { key, until: null } : { key, forMs }) satisfies SilenceRequest)

export const SILENCES = [
  { name: 'h1', forMs: HOUR },
  { name: 'h8', forMs: 8 * HOUR },
  { name: 'h24', forMs: DAY },
  { name: 'd7', forMs: 7 * DAY },
] as const
