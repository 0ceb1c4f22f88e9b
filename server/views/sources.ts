import type { FieldAccess } from '../../shared/filter.ts'
import type { ViewState } from '../../shared/live.ts'
import type { SourceRow } from '../../shared/source.ts'
import { matcher } from './list.ts'
import type { Scene } from './scene.ts'

/** Every tap that matches, in the order in which they were given. */
export function sourcesView({ sources, subject }: Scene, filter = ''): ViewState<'sources'> {
  const { matches, error } = matcher(filter, sourceAccess)
  const rows = error ? [] : sources.filter(matches)
  return {
    head: {
      matching: rows.length,
      total: sources.length,
      filterError: error,
      captureRemedy: subject.captureRemedy,
    },
    rows,
  }
}

export const sourceAccess: FieldAccess<SourceRow> = {
  state: ({ state }, is) => is(state),
  tap: ({ name }, is) => is(name),
  text: ({ name, kind }, is) => is(name) || is(kind),
}
