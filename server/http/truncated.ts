import type { RequestHandler } from 'express'
import { TRUNCATED_HEADER } from '../../shared/api.ts'
import { allTruncated, type Truncated } from '../../shared/truncated.ts'
import type { Subject } from '../views/subject.ts'

export const truncatedNow = ({ taps }: Pick<Subject, 'taps'>): Truncated | null =>
  allTruncated(taps.map(({ table }) => table.truncated))

/** Every answer says when not all is there: its rows stay rows, of whatever format. */
export const truncated =
  (subject: Pick<Subject, 'taps'>): RequestHandler =>
  (_request, response, next) => {
    const found = truncatedNow(subject)
    if (found) response.set(TRUNCATED_HEADER, `${found.count}; since=${new Date(found.since).toISOString()}`)
    next()
  }
