import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** The arrows of the architecture: main -> edges -> core -> shared. */
const root = resolve(import.meta.dirname, '..')

/** Rooms, by path. The first match counts. */
const ROOMS: readonly (readonly [string, string])[] = [
  ['shared/', 'shared'],
  ['client/', 'client'],
  ['server/decode/', 'decode'],
  ['server/membership/', 'membership'],
  ['server/conduct/', 'conduct'],
  ['server/names/', 'names'],
  ['server/findings/', 'findings'],
  ['server/views/', 'views'],
  ['server/alarms/', 'alarms'],
  ['server/channels/', 'channels'],
  ['server/capture/', 'capture'],
  ['server/broker/', 'broker'],
  ['server/history/', 'history'],
  ['server/live/', 'live'],
  ['server/http/', 'http'],
  ['server/dns/', 'dns'],
  ['server/metrics/', 'metrics'],
  ['server/access/', 'access'],
  // A table of makers: a leaf.
  ['server/vendor.ts', 'vendor'],
  // A state as one file: a leaf.
  ['server/snapshot.ts', 'snapshot'],
  ['server/', 'main'],
]

/** What a room may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  client: ['shared'],
  decode: ['shared'],
  membership: ['decode', 'shared'],
  conduct: ['membership', 'decode', 'shared'],
  names: ['shared'],
  findings: ['conduct', 'membership', 'decode', 'shared'],
  views: ['names', 'findings', 'conduct', 'membership', 'decode', 'shared'],
  alarms: ['views', 'names', 'findings', 'conduct', 'membership', 'decode', 'shared'],
  snapshot: ['shared'],
  channels: ['snapshot', 'alarms', 'shared'],
  capture: ['decode', 'shared'],
  broker: ['capture', 'decode', 'shared'],
  vendor: [],
  dns: ['shared'],
  history: ['vendor', 'views', 'names', 'findings', 'conduct', 'membership', 'decode', 'shared'],
  live: ['views', 'names', 'findings', 'conduct', 'membership', 'decode', 'shared'],
  metrics: ['views', 'names', 'findings', 'conduct', 'membership', 'decode', 'shared'],
  // Its folder is made as that of the history is.
  access: ['snapshot', 'history', 'shared'],
  http: ['access', 'history', 'metrics', 'views', 'names', 'findings', 'conduct', 'membership', 'decode', 'shared'],
  main: [
    'vendor',
    'access',
    'dns',
    'channels',
    'alarms',
    'http',
    'live',
    'history',
    'metrics',
    'capture',
    'broker',
    'views',
    'names',
    'findings',
    'conduct',
    'membership',
    'decode',
    'shared',
  ],
}
const CORE = new Set(['decode', 'membership', 'conduct', 'findings', 'names', 'views', 'alarms', 'shared'])

/** Foreign libraries that any file of their side may use; each other one has a single owner file. */
const SHARED_LIBRARIES = new Set(['vue', 'vue-router', 'pinia', 'zod'])

interface SourceFile {
  path: string
  room: string
  text: string
  imports: { from: string; typeOnly: boolean }[]
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (/\.(ts|vue)$/.test(entry.name) && !/\.config\.ts$|\.d\.ts$/.test(entry.name)) yield path
  }
}

const script = (path: string, text: string): string =>
  path.endsWith('.vue') ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n') : text

function importsOf(path: string, text: string): SourceFile['imports'] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023)
  const found: SourceFile['imports'] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly
      if (ts.isStringLiteral(node.moduleSpecifier)) found.push({ from: node.moduleSpecifier.text, typeOnly })
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument && ts.isStringLiteral(argument)) found.push({ from: argument.text, typeOnly: false })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const files: SourceFile[] = ['shared', 'server', 'client'].flatMap((folder) =>
  [...sourceFiles(folder)].map((path) => {
    const text = script(path, readFileSync(join(root, path), 'utf8'))
    const room = ROOMS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'none'
    return { path, room, text, imports: importsOf(path, text) }
  }),
)

const isRelative = (from: string): boolean => from.startsWith('.')
const target = (file: SourceFile, from: string): string => relative(root, resolve(root, dirname(file.path), from))
const libraryOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')

describe('the arrows', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(new Set(files.map(({ room }) => room))).toContain('membership')
  })

  it.each(Object.keys(MAY_IMPORT))('%s imports only what it may', (room) => {
    const wrong = files
      .filter((file) => file.room === room)
      .flatMap((file) =>
        file.imports
          .filter(({ from }) => isRelative(from) && /\.(ts|vue)$/.test(from))
          .map(({ from }) => target(file, from))
          .filter((path) => {
            const other = ROOMS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'outside'
            return other !== room && !MAY_IMPORT[room]?.includes(other)
          })
          .map((path) => `${file.path} -> ${path}`),
      )
    expect(wrong).toEqual([])
  })

  it('nobody imports main.ts', () => {
    const importers = files.filter((f) =>
      f.imports.some(({ from }) => isRelative(from) && target(f, from) === 'server/main.ts'),
    )
    expect(importers.map(({ path }) => path)).toEqual([])
  })

  it('has no cycles at run time', () => {
    const byPath = new Map(files.map((file) => [file.path, file]))
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const walk = (path: string, trail: string[]): void => {
      if (state.get(path) === 'done') return
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
        return
      }
      state.set(path, 'open')
      const file = byPath.get(path)
      for (const { from, typeOnly } of file?.imports ?? []) {
        if (file && isRelative(from) && !typeOnly) walk(target(file, from), [...trail, path])
      }
      state.set(path, 'done')
    }
    for (const { path } of files) walk(path, [])
    expect(cycles).toEqual([])
  })
})

describe('the pure centre', () => {
  const core = files.filter(({ room }) => CORE.has(room))

  it('imports no library and nothing of node', () => {
    const wrong = core.flatMap((f) =>
      f.imports.filter(({ from }) => !isRelative(from)).map(({ from }) => `${f.path}: ${from}`),
    )
    expect(wrong).toEqual([])
  })

  it.each([
    'Date.now',
    'new Date()',
    'performance.now',
    'setTimeout',
    'setInterval',
    'Math.random',
    'process.',
    'console.',
  ])('does not use %s', (word) => {
    const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/'[^'\n]*'/g, "''")
    expect(core.filter(({ text }) => code(text).includes(word)).map(({ path }) => path)).toEqual([])
  })
})

describe('foreign libraries', () => {
  it('each has one owner file', () => {
    const users = new Map<string, Set<string>>()
    for (const { path, imports } of files) {
      for (const { from, typeOnly } of imports) {
        if (isRelative(from) || from.startsWith('node:') || typeOnly) continue
        const library = libraryOf(from)
        if (SHARED_LIBRARIES.has(library)) continue
        users.set(library, (users.get(library) ?? new Set<string>()).add(path))
      }
    }
    // Express is the HTTP room's language: its routes use its router.
    users.delete('express')
    const shared = [...users]
      .filter(([, paths]) => paths.size > 1)
      .map(([library, paths]) => [library, [...paths].sort()])
    expect(shared).toEqual([])
  })

  it('express stays in the HTTP room', () => {
    const users = files.filter(({ imports }) => imports.some(({ from }) => from === 'express'))
    expect(users.map(({ room }) => room).filter((room) => room !== 'http')).toEqual([])
  })
})
