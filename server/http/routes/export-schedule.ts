import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import type { ScheduledExportRow } from '../../../shared/export-schedule.ts'

/** What this route needs of the scheduled exports. */
export interface ExportSchedule {
  list(): readonly ScheduledExportRow[]
}

/** Files that the server writes by itself. */
export function exportSchedule(router: Router, schedule: ExportSchedule | null): void {
  router.get('/exports/schedule', (_request, response) => {
    response.json({ rows: schedule?.list() ?? [] } satisfies Answers['/exports/schedule'])
  })
}
