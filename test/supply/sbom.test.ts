import { expect, it } from 'vitest'
import { packages, production } from './lock.ts'
import { sbom } from './sbom.ts'

const made = sbom()

it('has every package of production, with the version and the hash of the lock file and a licence', () => {
  const components = new Map(made.components.map((component) => [`${component.name}@${component.version}`, component]))
  expect([...components.keys()].sort()).toEqual(production.map(({ name, version }) => `${name}@${version}`).sort())
  for (const { name, version, integrity = '' } of production) {
    const component = components.get(`${name}@${version}`)
    const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex')
    expect(component?.hashes).toEqual([{ alg: 'SHA-512', content }])
    expect(component?.licenses).toHaveLength(1)
  }
  expect(production.length).toBeGreaterThan(200)
})

it('leaves out what only tests need', () => {
  const names = new Set(made.components.map(({ name }) => name))
  expect(names.has('vue')).toBe(true)
  for (const { name, dev } of packages)
    if (dev && !production.some((one) => one.name === name)) expect(names.has(name)).toBe(false)
  expect(names.has('vitest')).toBe(false)
})

it('is CycloneDX whose references all lead somewhere', () => {
  expect([made.bomFormat, made.specVersion]).toEqual(['CycloneDX', '1.5'])
  const refs = new Set([made.metadata.component['bom-ref'], ...made.components.map((one) => one['bom-ref'])])
  for (const { ref, dependsOn } of made.dependencies)
    for (const each of [ref, ...dependsOn]) expect(refs).toContain(each)
  const { ref, dependsOn } = made.dependencies.find((one) => one.ref === made.metadata.component['bom-ref']) ?? {
    ref: '',
    dependsOn: [],
  }
  expect(ref).toMatch(/^rollcall@/)
  expect(dependsOn.some((each) => each.startsWith('better-sqlite3@'))).toBe(true)
})

it('is the same each time, on any day', () => {
  expect(sbom()).toEqual(made)
  expect(made.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(JSON.stringify(made)).not.toMatch(/\d{4}-\d\d-\d\dT/)
})
