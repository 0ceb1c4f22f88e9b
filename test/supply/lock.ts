import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/* What package-lock.json says of every package that is ever installed. */

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** By code units: the same on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Entry {
  version?: string
  resolved?: string
  integrity?: string
  license?: string
  link?: boolean
  /** Only for those who build and test. */
  dev?: boolean
  optional?: boolean
  /** Either; so it may be there in production. */
  devOptional?: boolean
  hasInstallScript?: boolean
}
export interface Locked extends Entry {
  /** `node_modules/vite/node_modules/picomatch` */
  path: string
  name: string
  version: string
  licence: string | null
}

/** Those whose licence the lock does not know: they tell it the old way (`"licenses": [{ "type": "MIT" }]`). */
const TOLD_OTHERWISE: Readonly<Record<string, string>> = { 'xmlhttprequest-ssl': 'MIT' }

export const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}
const lock = JSON.parse(read('package-lock.json')) as { lockfileVersion: number; packages: Record<string, Entry> }

/** The project itself is no package of its own. */
export const packages: readonly Locked[] = Object.entries(lock.packages).flatMap(([path, entry]) => {
  if (path === '') return []
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  return [
    { ...entry, path, name, version: entry.version ?? '', licence: entry.license ?? TOLD_OTHERWISE[name] ?? null },
  ]
})

/** What runs with the product, or builds its page where it is installed. Each name with its version once. */
export const production: readonly Locked[] = [
  ...new Map(packages.filter(({ dev }) => dev !== true).map((one) => [`${one.name}@${one.version}`, one])).values(),
].sort((a, b) => (a.name === b.name ? compare(a.version, b.version) : compare(a.name, b.name)))
