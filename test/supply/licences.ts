import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compare, production, ROOT, type Locked } from './lock.ts'

/* `npm run licences`: docs/licences.md from package-lock.json. */

/** Licences that may come in: they let a program be used and given on, in return for their notice. */
export const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  // Of files: what is changed in them is given on. Nothing of ours is in them.
  'MPL-2.0',
  // Of fonts.
  'OFL-1.1',
])

/** `(MIT OR WTFPL)`: one of them that may come in is enough. */
export const isAllowed = (licence: string | null): boolean =>
  (licence ?? '')
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((one) => ALLOWED.has(one))

const HEAD = `# Licences

Rollcall is MIT. These are the packages that run with it or build its page, from \`package-lock.json\`; the tools of tests are not among them. Made by \`npm run licences\`; a test holds it to the lock file, and each licence to the list of those that may come in.
`

export function licencesText(packages: readonly Locked[]): string {
  const byLicence = new Map<string, string[]>()
  for (const { name, version, licence } of packages) {
    const known = licence ?? 'unknown'
    byLicence.set(known, [...(byLicence.get(known) ?? []), `- ${name} ${version}`])
  }
  const sections = [...byLicence]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, lines]) => `## ${name}\n\n${lines.join('\n')}\n`)
  return [HEAD, ...sections].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(`${ROOT}docs/licences.md`, licencesText(production))
}
