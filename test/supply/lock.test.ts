import { describe, expect, it } from 'vitest'
import { isAllowed, licencesText } from './licences.ts'
import { manifest, packages, production, read } from './lock.ts'

const EXACT = /^\d+\.\d+\.\d+$/
const { dependencies, optionalDependencies, devDependencies, allowScripts } = manifest

describe('the lock file', () => {
  it('has a hash for each package', () => {
    expect(packages.length).toBeGreaterThan(400)
    expect(packages.filter(({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))).toEqual([])
  })

  it('knows no other origin than the registry', () => {
    // Without an address it is the registry that npm is set to; a link or a repository would have one.
    const elsewhere = packages.filter(
      ({ resolved, link }) =>
        link === true || (resolved ?? 'https://registry.npmjs.org/').search('https://registry.npmjs.org/') !== 0,
    )
    expect(elsewhere.map(({ path }) => path)).toEqual([])
    expect(
      packages.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)).map(({ path }) => path),
    ).toEqual([])
  })

  it('has the versions of package.json, which are exact', () => {
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })) {
      expect([name, version]).toEqual([name, expect.stringMatching(EXACT)])
      expect(packages.find(({ path }) => path === `node_modules/${name}`)?.version).toBe(version)
    }
  })
})

describe('install scripts', () => {
  const allowed = Object.entries(allowScripts).flatMap(([name, may]) => (may ? [name] : []))

  it('are those of the listed packages and of no other', () => {
    const withScript = packages.filter(({ hasInstallScript }) => hasInstallScript === true)
    expect([...new Set(withScript.map(({ name }) => name))].sort()).toEqual([...allowed].sort())
  })

  it('of others stop the installation, as .npmrc says', () => {
    const settings = read('.npmrc').trim().split('\n')
    expect(settings).toContain('strict-allow-scripts=true')
    expect(settings).toContain('save-exact=true')
    const ci = read('.ci/run')
    expect(ci).toMatch(/^npm ci /m)
    expect(ci + read('.npmrc')).not.toMatch(/dangerously|strict-allow-scripts=false|npm install/)
  })
})

describe('licences', () => {
  it('are known and allowed, those of the tools too', () => {
    const refused = packages.filter(({ licence }) => !isAllowed(licence))
    expect(refused.map(({ name, licence }) => [name, licence])).toEqual([])
  })

  it.each(['GPL-3.0-only', 'AGPL-3.0', 'UNLICENSED', '(GPL-2.0 OR WTFPL)', 'SEE LICENSE IN LICENSE', null])(
    '%s would be refused',
    (licence) => expect(isAllowed(licence)).toBe(false),
  )

  it('docs/licences.md is as `npm run licences` makes it', () => {
    expect(read('docs/licences.md')).toBe(licencesText(production))
  })
})
