import { sightSentence } from '../../shared/sight-text.ts'
import type { TrialWatch } from '../capture/doctor.ts'
import { Tap } from '../tap.ts'

/** What the report says itself. */
const SAID: ReadonlySet<string> = new Set(['nothing-yet-no-frames', 'nothing-yet-no-igmp'])

/** Judges the frames of a trial capture as a source's are. `now`: the wall clock. */
export function watchTrial(name: string, now: () => number): TrialWatch {
  const tap = new Tap(name, { formula: 'rfc3376', dedupe: 5 })
  return {
    frame: (frame) => void tap.take(frame),
    sights: () => {
      if (tap.counters.frames === 0) return []
      // The rules are asked on whole seconds.
      tap.roll.advance(now() + 1_000)
      return tap.watch
        .sight()
        .filter(({ sentence }) => !SAID.has(sentence))
        .map(({ good, sentence, values }) => ({ good, text: sightSentence(sentence, values) }))
    },
  }
}
