import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookUpOf, offersFor } from '../../client/lists/complete.ts'
import { EXAMPLES, LIST_FIELDS, type ListFields } from '../../client/lists/fields.ts'
import {
  isUnfinished,
  joinPieces,
  partsOf,
  pieceAt,
  piecesOf,
  quotedValue,
  withField,
} from '../../client/lists/pieces.ts'
import { useTerms } from '../../client/lists/use-terms.ts'
import { parseFilter } from '../../shared/filter.ts'

const LISTS = Object.keys(LIST_FIELDS) as ListFields[]

describe('the terms of a filter', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['  vlan:20   hosts:>10 ', ['vlan:20', 'hosts:>10']],
    ['vendor:"Acme Corp"|Amino x', ['vendor:"Acme Corp"|Amino', 'x']],
    ['"say \\"hi there\\"" -x', ['"say \\"hi there\\""', '-x']],
    ['"open to the end', ['"open to the end']],
  ])('%s', (filter, pieces) => {
    expect(piecesOf(filter)).toEqual(pieces)
  })

  it('are what the grammar takes for terms, and joined they are the same filter', () => {
    const word = fc.constantFrom('vlan:20', '"a b"', '-vendor:"x y"|z', 'x|"y z"', 'group:239.1.1.1', '"q\\"r s"')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.constantFrom(' ', '  ', '\t'), (words, space) => {
        const filter = words.join(space)
        const terms = parseFilter(filter).filter?.terms ?? []
        expect(piecesOf(filter)).toEqual(words)
        expect(terms.length).toBe(words.length)
        expect(parseFilter(joinPieces(piecesOf(filter))).filter?.terms.map(({ field }) => field)).toEqual(
          terms.map(({ field }) => field),
        )
      }),
    )
  })

  it.each([
    ['vlan:10|20', { negated: false, field: 'vlan:', value: '10|20' }],
    ['-group:239.10.9.0/24', { negated: true, field: 'group:', value: '239.10.9.0/24' }],
    ['sport', { negated: false, field: '', value: 'sport' }],
    ['-', { negated: false, field: '', value: '-' }],
  ])('%s in its parts', (piece, parts) => {
    expect(partsOf(piece)).toEqual(parts)
  })

  it.each([
    [1, 0],
    [8, 0],
    [9, 1],
    [14, 1],
    [99, 1],
  ])('column %i is in the term %i', (column, index) => {
    expect(pieceAt(['vlan:20', 'host:x'], column)).toBe(index)
  })

  it.each(['', '-', 'vlan:', '-vlan:', 'vendor:"Acme', 'vlan:10|'])('%j is only begun', (piece) => {
    expect(isUnfinished(piece)).toBe(true)
  })
  it.each(['x', 'vlan:1', 'vendor:"Acme"', '-x'])('%j can be asked for', (piece) => {
    expect(isUnfinished(piece)).toBe(false)
  })

  it('a switch sets its own field and leaves what is typed', () => {
    expect(withField('severity:warning vlan:20 -severity:critical', 'severity', ['critical'])).toBe(
      'vlan:20 -severity:critical severity:critical',
    )
    expect(withField('vlan:20 severity:warning', 'severity', [])).toBe('vlan:20')
    expect(withField('', 'segment', ['a b/10'])).toBe('segment:"a b/10"')
  })

  it('a value in quotes is read as itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), (value) => {
        expect(parseFilter(`vendor:${quotedValue(value)}`).filter?.terms[0]?.any).toEqual([value])
      }),
    )
  })
})

describe('editing them', () => {
  const type = (terms: ReturnType<typeof useTerms>, text: string): void => {
    for (const letter of text) {
      terms.draft.value += letter
      terms.part()
    }
  }
  it('a space ends a term, but not within quotes', () => {
    const terms = useTerms('')
    type(terms, 'vlan:20 vendor:"Acme Corp" hos')
    expect([terms.pieces.value, terms.draft.value]).toEqual([['vlan:20', 'vendor:"Acme Corp"'], 'hos'])
    expect(terms.whole.value).toBe('vlan:20 vendor:"Acme Corp" hos')
  })
  it('what is pasted falls into its terms', () => {
    const terms = useTerms('x')
    terms.draft.value = 'vlan:20 hosts:>10 -host:10.0.0.7'
    terms.part()
    expect([terms.pieces.value, terms.draft.value]).toEqual([['x', 'vlan:20', 'hosts:>10'], '-host:10.0.0.7'])
  })
  it('a term that is only begun is not asked for', () => {
    const terms = useTerms('vlan:20')
    type(terms, 'state:')
    expect(terms.askable.value).toBe('vlan:20')
    type(terms, 'ok')
    expect(terms.askable.value).toBe('vlan:20 state:ok')
  })
  it('a term is changed at its place, and what was typed beside it stays', () => {
    const terms = useTerms('a b c')
    type(terms, 'd')
    terms.edit(1)
    expect([terms.before.value, terms.draft.value, terms.after.value]).toEqual([['a'], 'b', ['c', 'd']])
    type(terms, 'x')
    expect(terms.whole.value).toBe('a bx c d')
    terms.edit(1)
    expect([terms.before.value, terms.draft.value, terms.after.value]).toEqual([['a', 'bx'], 'c', ['d']])
    terms.settle()
    expect(terms.pieces.value).toEqual(['a', 'bx', 'c', 'd'])
    terms.remove(0)
    expect(terms.whole.value).toBe('bx c d')
  })
  it('terms never get lost, whatever is done', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('edit' as const), index: fc.nat(4) }),
      fc.record({ do: fc.constant('type' as const), index: fc.nat(4) }),
      fc.record({ do: fc.constant('settle' as const), index: fc.nat(4) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const terms = useTerms('a b c')
        let typed = 3
        for (const { do: what, index } of steps) {
          if (what === 'edit' && index < terms.pieces.value.length) terms.edit(index)
          if (what === 'settle') terms.settle()
          if (what === 'type') {
            type(terms, ` w${index} `)
            typed += 1
          }
        }
        expect(piecesOf(terms.whole.value).length).toBe(typed)
        expect(terms.at.value).toBeLessThanOrEqual(terms.pieces.value.length)
      }),
    )
  })
})

describe('how a term may go on', () => {
  const offered = (term: string, list: ListFields = 'groups'): string[] =>
    offersFor(term, list, []).map(({ label }) => label)
  it.each([
    ['v', ['vlan:', 'vendor:', 'version:']],
    ['-ho', ['hosts:', 'host:']],
    ['state:w', ['warning']],
    ['state:ok|cr', ['critical']],
    ['state:ok', []],
    ['vlan:', []],
    ['type:', []],
    ['"state:', []],
    ['239.1.1.1', []],
  ])('%s', (term, expected) => {
    expect(offered(term)).toEqual(expected)
  })

  it.each([
    ['-ver', '-version:'],
    ['-state:ok|pre', '-state:ok|presumed'],
  ])('%s becomes %s', (term, expected) => {
    expect(offersFor(term, 'groups', [])[0]?.term).toBe(expected)
  })

  it('goes on with what the server has, in quotes where it has spaces', () => {
    const seen = [
      { value: 'Acme Corp', name: null },
      { value: 'Amino', name: null },
    ]
    expect(offersFor('vendor:Amino|"Ac', 'groups', seen).map(({ term }) => term)).toEqual([
      'vendor:Amino|"Acme Corp"',
      'vendor:Amino|Amino',
    ])
    expect(lookUpOf('vendor:Amino|"Acme C', 'groups')).toEqual({ field: 'vendor', text: 'Acme C' })
    expect(lookUpOf('vendor:"a|b', 'groups')).toEqual({ field: 'vendor', text: 'a|b' })
    expect(lookUpOf('state:o', 'groups')).toBeNull()
    expect(lookUpOf('type:o', 'groups')).toBeNull()
    expect(lookUpOf('ven', 'groups')).toBeNull()
  })

  it('offers only what the grammar knows, and examples that it can read', () => {
    for (const list of LISTS) {
      for (const field of offersFor('', list, [])) {
        for (const value of offersFor(field.term, list, []))
          expect(parseFilter(value.term).error, value.term).toBeNull()
      }
      for (const field of LIST_FIELDS[list]) expect(parseFilter(EXAMPLES[field]).error, EXAMPLES[field]).toBeNull()
    }
  })
})
