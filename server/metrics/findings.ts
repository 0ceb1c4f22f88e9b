import type { SubjectTap } from '../views/subject.ts'
import type { Sheet } from './sheet.ts'

/** Findings of one source. One that was closed a while ago is told as none: a rule sees it end. */
export function tellFindings(sheet: Sheet, { name: source, watch }: Pick<SubjectTap, 'name' | 'watch'>): void {
  const counts = new Map<string, { code: string; severity: string; open: number }>()
  for (const { code, severity, closedAt } of watch.book) {
    const key = `${code} ${severity}`
    const count = counts.get(key) ?? { code, severity, open: 0 }
    counts.set(key, count)
    if (closedAt === null) count.open += 1
  }
  for (const { code, severity, open } of counts.values()) {
    sheet.add('rollcall_findings_open', { source, code, severity }, open)
  }
  sheet.add('rollcall_findings_without_room', { source }, watch.book.refused)
}
