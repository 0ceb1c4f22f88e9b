import type { WritableDesk } from '../../server/http/routes/findings.ts'
import { NO_DESK } from '../../server/views/desk.ts'

/** Where nothing is kept. */
export const noDesk = (): WritableDesk => ({
  ...NO_DESK,
  acknowledge: () => null,
  silence: () => null,
  notes: () => ({}),
})
