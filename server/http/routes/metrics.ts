import type { Router } from 'express'
import { notice, sentence } from '../../../shared/notice.ts'
import { Exposition, FORMATS, type Format } from '../../metrics/exposition.ts'
import { Scrape, type ServerFacts } from '../../metrics/scrape.ts'
import type { MetricLabel } from '../../metrics/singles.ts'
import type { Subject } from '../../views/subject.ts'
import type { Guard } from '../guard.ts'
import { InTurns } from '../in-turns.ts'
import { HttpProblem } from '../problem.ts'

export interface MetricsOptions extends Omit<ServerFacts, 'history' | 'certificate' | 'requests'> {
  /** What is told one by one. */
  labels: readonly MetricLabel[]
}

/** As Prometheus asks for them; who asks for neither gets the first. */
const ACCEPTED: ReadonlyMap<string, Format> = new Map([
  ['text/plain; version=0.0.4', 'text'],
  ['application/openmetrics-text; version=1.0.0', 'openmetrics'],
])

/** For Prometheus. Who scrapes shows a token as any program does; a display has no business here. */
export function metrics(
  router: Router,
  subject: Subject,
  { labels, ...facts }: MetricsOptions & ServerFacts,
  guard: Pick<Guard, 'roleOf'>,
): void {
  const scrape = new Scrape(subject, facts, labels)
  const turns = new InTurns()
  const exposition = new Exposition()
  const underWay = new Map<Format, Promise<string>>()
  /** Who asks while an answer is made gets the same one: many that scrape cost no more than one. */
  const answer = (format: Format): Promise<string> => {
    const known = underWay.get(format)
    if (known) return known
    const made = turns.do(scrape.sheet()).then((sheet) => exposition.text(sheet, format))
    underWay.set(format, made)
    const over = (): unknown => underWay.delete(format)
    made.then(over, over)
    return made
  }
  router.get('/metrics', async (request, response) => {
    if (guard.roleOf(request) === 'display') {
      const why = notice('display-wall-only')
      throw new HttpProblem(403, sentence(why), { notice: why })
    }
    const format = ACCEPTED.get(request.accepts([...ACCEPTED.keys()]) || '') ?? 'text'
    const text = await answer(format)
    response.set('cache-control', 'no-store').set('vary', 'accept').set('content-type', FORMATS[format]).send(text)
  })
}
