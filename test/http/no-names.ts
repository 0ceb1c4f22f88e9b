import type { WritableNames } from '../../server/http/routes/names.ts'

/** Where nobody gives names. */
export const noNames = (): WritableNames => ({
  entries: () => [],
  put: () => ({ entry: null, why: null }),
  find: () => null,
  remove: () => null,
  import: () => ({ report: null, why: null }),
  csv: () => '',
})
