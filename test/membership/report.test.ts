import { describe, expect, it } from 'vitest'
import { RECORD_TYPES, type FilterMode, type RecordType } from '../../shared/igmp.ts'
import { record, says, v3, Wire } from './wire.ts'

/*
 * RFC 3376 s6.4 whole: every state over three sources, every record type, every source set, through real frames, against
 * a model that was written from the table alone: sets, and the timers of its actions.
 */

const GROUP = '239.1.1.1'
const HOST = '10.0.10.11'
const ADDRESS = { a: '192.0.2.1', b: '192.0.2.2', c: '192.0.2.3' } as const
type Name = keyof typeof ADDRESS
type Names = ReadonlySet<Name>
const nameOf = (address: string): string => Object.entries(ADDRESS).find(([, text]) => text === address)?.[0] ?? '?'

// ---- the algebra of the table: A+B, A*B, A-B
const plus = (p: Names, q: Names): Names => new Set([...p, ...q])
const times = (p: Names, q: Names): Names => new Set([...p].filter((s) => q.has(s)))
const minus = (p: Names, q: Names): Names => new Set([...p].filter((s) => !q.has(s)))
const NONE: Names = new Set()

/** Timers are in seconds after the start; a source of Y has none. */
interface State {
  mode: FilterMode
  /** INCLUDE: A. EXCLUDE: X. */
  running: Names
  /** EXCLUDE: Y. */
  blocked: Names
}
interface Row extends State {
  /** "(…) = GMI" and "(…) = Group Timer". */
  gmi?: Names
  groupTimer?: Names
  /** "Group Timer = GMI" */
  restart?: true
}

/** The table, row by row, as the RFC prints it. */
function row({ mode, running: A, blocked: Y }: State, type: RecordType, B: Names): Row {
  const X = A
  if (mode === 'INCLUDE') {
    const include = (set: Names): State => ({ mode: 'INCLUDE', running: set, blocked: NONE })
    switch (type) {
      case 'IS_IN':
        return { ...include(plus(A, B)), gmi: B }
      case 'IS_EX':
        return { mode: 'EXCLUDE', running: times(A, B), blocked: minus(B, A), restart: true }
      case 'ALLOW':
        return { ...include(plus(A, B)), gmi: B }
      case 'BLOCK':
        return include(A)
      case 'TO_EX':
        return { mode: 'EXCLUDE', running: times(A, B), blocked: minus(B, A), restart: true }
      case 'TO_IN':
        return { ...include(plus(A, B)), gmi: B }
    }
  }
  const exclude = (x: Names, y: Names): State => ({ mode: 'EXCLUDE', running: x, blocked: y })
  switch (type) {
    case 'IS_IN':
      return { ...exclude(plus(X, B), minus(Y, B)), gmi: B }
    case 'IS_EX':
      return { ...exclude(minus(B, Y), times(Y, B)), gmi: minus(minus(B, X), Y), restart: true }
    case 'ALLOW':
      return { ...exclude(plus(X, B), minus(Y, B)), gmi: B }
    case 'BLOCK':
      return { ...exclude(plus(X, minus(B, Y)), Y), groupTimer: minus(minus(B, X), Y) }
    case 'TO_EX':
      return { ...exclude(minus(B, Y), times(Y, B)), groupTimer: minus(minus(B, X), Y), restart: true }
    case 'TO_IN':
      return { ...exclude(plus(X, B), minus(Y, B)), gmi: B }
  }
}

/** The state is made at 0 s (its sources) and 10 s (EXCLUDE), the record comes at 20 s; GMI is 260 s. */
const SOURCES_UNTIL = 260
const GROUP_UNTIL = 270
const FRESH = 280

function shown(state: Row, old: FilterMode): string {
  const timer = (source: Name): number =>
    state.gmi?.has(source) ? FRESH : state.groupTimer?.has(source) ? GROUP_UNTIL : SOURCES_UNTIL
  const sources = [
    ...[...state.running].map((s) => `${s}@${timer(s)}`),
    ...[...state.blocked].map((s) => `${s}@0`),
  ].sort()
  if (state.mode === 'INCLUDE') return sources.length === 0 ? 'none' : ['IN', ...sources].join(' ')
  expect(old === 'EXCLUDE' || state.restart).toBe(true)
  return [`EX ${state.restart ? FRESH : GROUP_UNTIL}`, ...sources].join(' ')
}

const addresses = (names: Names): string[] => [...names].map((name) => ADDRESS[name])
const subsets: Names[] = Array.from({ length: 8 }, (_, bits) => {
  return new Set((['a', 'b', 'c'] as const).filter((_name, index) => bits & (1 << index)))
})
const states: State[] = [
  ...subsets.map((A): State => ({ mode: 'INCLUDE', running: A, blocked: NONE })),
  ...subsets.flatMap((X) =>
    subsets.filter((Y) => times(X, Y).size === 0).map((Y): State => ({ mode: 'EXCLUDE', running: X, blocked: Y })),
  ),
]
const text = (names: Names): string => [...names].join()
const print = ({ mode, running, blocked }: State): string =>
  mode === 'INCLUDE' ? `INCLUDE(${text(running)})` : `EXCLUDE({${text(running)}},{${text(blocked)}})`

/** By records whose effect the rows 1 and 2 tell; nothing else leads to every state. */
function brought(state: State): Wire {
  const wire = new Wire()
  wire.say(0, HOST, v3())
  if (state.running.size > 0) wire.say(0, HOST, says('IS_IN', GROUP, ...addresses(state.running)))
  if (state.mode === 'EXCLUDE') {
    wire.say(10, HOST, says('TO_EX', GROUP, ...addresses(plus(state.running, state.blocked))))
  }
  return wire
}

it('the domain is whole', () => {
  expect(states).toHaveLength(8 + 27)
  expect(subsets).toHaveLength(8)
})

describe.each(states.map((state) => [print(state), state] as const))('%s', (_name, state) => {
  it('is what it is called', () => {
    expect(brought(state).state(GROUP, nameOf)).toBe(shown(state, state.mode))
  })

  it.each(RECORD_TYPES)('receives %s of any sources', (type) => {
    for (const B of subsets) {
      const wire = brought(state)
      wire.say(20, '10.0.10.12', says(type, GROUP, ...addresses(B)))
      const expected = row(state, type, B)
      expect(wire.state(GROUP, nameOf), `${print(state)} ${type}(${text(B)})`).toBe(shown(expected, state.mode))
    }
  })
})

describe('records of one message', () => {
  it('are received one after the other', () => {
    const wire = new Wire()
    wire.say(0, HOST, v3(record('IS_IN', GROUP, ADDRESS.a, ADDRESS.b), record('BLOCK', GROUP, ADDRESS.b)))
    expect(wire.state(GROUP, nameOf)).toBe('IN a@260 b@260')
    wire.say(10, HOST, v3(record('TO_EX', GROUP, ADDRESS.b, ADDRESS.c), record('ALLOW', GROUP, ADDRESS.c)))
    expect(wire.state(GROUP, nameOf)).toBe('EX 270 b@260 c@270')
  })

  it('may speak of one group twice without making it twice', () => {
    const wire = new Wire()
    const told = wire.say(
      0,
      HOST,
      v3(record('BLOCK', GROUP, ADDRESS.a), record('TO_EX', GROUP), record('ALLOW', GROUP)),
    )
    expect(told).toEqual([`0 group-started ${GROUP} EX{}`, `0 joined ${GROUP} ${HOST} EX{}`])
    expect(wire.tap.table.groups).toBe(1)
  })

  it('that give no state leave no group behind', () => {
    const wire = new Wire()
    for (const type of ['IS_IN', 'TO_IN', 'ALLOW', 'BLOCK'] as const) {
      expect(wire.say(1, HOST, says(type, GROUP))).toEqual([])
      if (type === 'BLOCK') expect(wire.say(1, HOST, says(type, GROUP, ADDRESS.a))).toEqual([])
    }
    expect(wire.state(GROUP)).toBe('none')
    expect(wire.tap.table.groups).toBe(0)
    expect(wire.until(100_000)).toEqual([])
  })

  it('may name a source twice', () => {
    const wire = new Wire()
    wire.say(0, HOST, says('TO_EX', GROUP, ADDRESS.a, ADDRESS.a))
    wire.say(1, HOST, says('ALLOW', GROUP, ADDRESS.a, ADDRESS.a, ADDRESS.b))
    expect(wire.state(GROUP, nameOf)).toBe('EX 260 a@261 b@261')
  })
})
