import type { Router } from 'express'
import type { Answers, CertificateAnswer } from '../../../shared/api.ts'

/** What this server shows who connects; null: nothing, it speaks plain http. */
export type ShownCertificate = () => CertificateAnswer | null

export function certificate(router: Router, shown: ShownCertificate | null): void {
  router.get('/certificate', (_request, response) => {
    response.json((shown?.() ?? null) satisfies Answers['/certificate'])
  })
}
