import { describe, expect, it } from 'vitest'
import { MESSAGE_WORDS } from '../../server/alarms/words.ts'
import { FINDING_REMEDIES, FINDING_SENTENCES, FINDING_TITLES } from '../../shared/finding-text.ts'
import { REMEDIES_PT_BR, SENTENCES_PT_BR, TITLES_PT_BR } from '../../shared/finding-text/pt-BR.ts'

/** Every text within, by its path. */
function* textsIn(value: unknown, path: string): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value]
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) yield* textsIn(one, `${path}/${name}`)
}
const texts = (value: unknown): ReadonlyMap<string, string> => new Map(textsIn(value, ''))
const places = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

/** Of what a message says, in English and in Portuguese. */
const SAID: readonly (readonly [string, unknown, unknown])[] = [
  ['around the findings', MESSAGE_WORDS.en, MESSAGE_WORDS['pt-BR']],
  ['sentences of findings', FINDING_SENTENCES, SENTENCES_PT_BR],
  ['titles of findings', FINDING_TITLES, TITLES_PT_BR],
  ['remedies of findings', FINDING_REMEDIES, REMEDIES_PT_BR],
]

describe('the texts of messages', () => {
  it.each(SAID)('%s: both languages have the same texts, with the same places for values', (_what, en, ptBr) => {
    const [english, portuguese] = [texts(en), texts(ptBr)]
    expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort())
    const other = [...english].filter(([path, text]) => places(text).join() !== places(portuguese.get(path)).join())
    expect(other).toEqual([])
  })

  it('would be found out', () => {
    expect(places('since {sinceAt}: {detail}')).not.toEqual(places('desde {sinceAt}'))
    expect(texts(MESSAGE_WORDS.en).get('/sentence/rollcall-channel')).toContain('{detail}')
  })
})
