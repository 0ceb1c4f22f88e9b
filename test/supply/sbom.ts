import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compare, production, read, ROOT } from './lock.ts'

/*
 * `npm run sbom [-- FILE]`: what the product is made of, as CycloneDX 1.5 in JSON. npm writes it; here it is cut to what
 * is there in production, since `--omit dev` leaves out what is needed by both (Vue among them), and made the same each
 * time: the number and the time of its making would be others with each run.
 */

interface Component {
  'bom-ref': string
  name: string
  version: string
  scope?: string
  hashes?: { alg: string; content: string }[]
  licenses?: unknown[]
}
interface Bom {
  bomFormat: string
  specVersion: string
  serialNumber: string
  metadata: { lifecycles: unknown[]; tools: { vendor: string; name: string }[]; component: Component }
  components: Component[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

export function sbom(): Bom {
  // npm makes it of the lock file alone: nothing has to be installed.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--sbom-type', 'application']
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`npm sbom failed. Remedy: npm 10 or newer. ${stderr}`)
  return settled(JSON.parse(stdout) as Bom)
}

function settled(bom: Bom): Bom {
  const wanted = new Map(production.map((one) => [`${one.name}@${one.version}`, one]))
  const components = bom.components.flatMap((component) => {
    const locked = wanted.get(`${component.name}@${component.version}`)
    if (!locked) return []
    const licenses = component.licenses?.length ? component.licenses : [{ license: { id: locked.licence } }]
    return [{ ...component, scope: locked.optional === true ? 'optional' : 'required', licenses }]
  })
  const { component } = bom.metadata
  const known = new Set([component['bom-ref'], ...components.map((one) => one['bom-ref'])])
  const dependencies = bom.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => known.has(on)).sort(compare) }))
  return {
    ...bom,
    serialNumber: serialOf(read('package-lock.json')),
    metadata: {
      lifecycles: bom.metadata.lifecycles,
      tools: bom.metadata.tools.map(({ vendor, name }) => ({ vendor, name })),
      // npm calls it by the folder that it lies in.
      component: { ...component, name: 'rollcall' },
    },
    components: components.sort((a, b) => compare(a['bom-ref'], b['bom-ref'])),
    dependencies: dependencies.sort((a, b) => compare(a.ref, b.ref)),
  }
}

/** A UUID of what the lock file says (RFC 9562 s5.8): another lock file, another number. */
function serialOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = ((parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return `urn:uuid:${parts.join('-')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = `${JSON.stringify(sbom(), null, 2)}\n`
  const [file] = process.argv.slice(2)
  if (file === undefined) process.stdout.write(text)
  else writeFileSync(file, text)
}
