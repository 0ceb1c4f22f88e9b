import type { FieldAccess } from '../../shared/filter.ts'
import type { ViewState } from '../../shared/live.ts'
import type { SourceRow } from '../../shared/source.ts'
import type { Scene } from './scene.ts'

/** Every tap, in the order in which they were given. */
export const sourcesView = (scene: Scene): ViewState<'sources'> => ({
  head: { captureRemedy: scene.subject.captureRemedy },
  rows: scene.sources,
})

export const sourceAccess: FieldAccess<SourceRow> = {
  state: ({ state }, is) => is(state),
  tap: ({ name }, is) => is(name),
  text: ({ name, kind }, is) => is(name) || is(kind),
}
