import type { Router } from 'express'
import type { Readiness } from '../../../shared/api.ts'
import { sentence } from '../../../shared/notice.ts'
import type { Subject } from '../../views/subject.ts'
import type { ReadableHistory } from './export.ts'

/** Whether the process lives: it answers. */
export function alive(router: Router): void {
  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' })
  })
}

/** Whether it does its work: the history takes what comes, and a source gives frames or has given all it had. */
export function ready(router: Router, subject: Subject, history: ReadableHistory | null): void {
  router.get('/readyz', (_request, response) => {
    const reasons = [...historyTroubles(history), ...sourceTroubles(subject)]
    const answer: Readiness = { ready: reasons.length === 0, reasons }
    response
      .status(answer.ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .json(answer)
  })
}

function historyTroubles(history: ReadableHistory | null): string[] {
  const status = history?.status()
  if (!status || status.state === 'open') return []
  return [status.notice ? sentence(status.notice) : `The history is ${status.state}.`]
}

function sourceTroubles(subject: Subject): string[] {
  const sources = subject.taps.map((tap) => tap.source())
  if (sources.some(({ state }) => state === 'running' || state === 'ended')) return []
  if (sources.length === 0) return ['There is no source.']
  return sources.map(({ name, state, notice }) => `Source ${name} is ${state}${notice ? `: ${sentence(notice)}` : '.'}`)
}
