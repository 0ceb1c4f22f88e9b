import type { Express } from 'express'

interface Layer {
  route?: { path: string; methods: Record<string, boolean> }
  handle?: { stack?: Layer[] }
}

const PAGES = new Set(['/healthz', '/readyz', '/login', '/{*splat}'])

/** Everything that the application answers under its API, as Express has it: what is added later too. */
export function routesOf(app: Express): [method: string, path: string][] {
  const within = (layers: readonly Layer[]): Layer[] => layers.flatMap((l) => [l, ...within(l.handle?.stack ?? [])])
  const all = within((app as unknown as { router: { stack: Layer[] } }).router.stack)
  return all.flatMap(({ route }) => {
    if (!route || PAGES.has(route.path)) return []
    // What looks at all methods of a path answers none of them.
    const methods = Object.keys(route.methods).filter((method) => method !== '_all')
    return methods.map((method): [string, string] => [method, route.path])
  })
}
