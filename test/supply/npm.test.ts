import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { read } from './lock.ts'

/* Whether npm does what .npmrc says: a package with an install script that nobody listed, in a project of its own. */

const npm = (args: readonly string[], cwd: string): { status: number | null; said: string } => {
  // What this was started from must not speak to npm: `npm test` sets all of its settings in the environment.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--offline', '--no-audit'], {
    cwd,
    env,
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

const [major = 0] = spawnSync('npm', ['--version'], { encoding: 'utf8' }).stdout.split('.').map(Number)
const knowsStrict =
  major >= 11 &&
  !spawnSync('npm', ['config', 'get', 'strict-allow-scripts'], { encoding: 'utf8' }).stdout.includes('undefined')
if (!knowsStrict) console.warn('SKIPPED: this npm does not know strict-allow-scripts. Remedy: npm 11.19 or newer')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-npm-'))
  const stranger = join(folder, 'stranger')
  mkdirSync(stranger)
  const script = `node -e "require('fs').writeFileSync(process.env.INIT_CWD + '/ran', '')"`
  writeFileSync(
    join(stranger, 'package.json'),
    JSON.stringify({ name: 'stranger', version: '1.0.0', scripts: { install: script } }),
  )
  npm(['pack', '--pack-destination', '..'], stranger)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A project with that package in its lock file. Returns what `npm ci` made of it. */
function installed(name: string, settings: string): { status: number | null; said: string; ran: boolean } {
  const project = join(folder, name)
  mkdirSync(project)
  const dependencies = { stranger: 'file:../stranger-1.0.0.tgz' }
  const allowScripts = { esbuild: true }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, version: '1.0.0', dependencies, allowScripts }))
  writeFileSync(join(project, '.npmrc'), settings)
  npm(['install', '--package-lock-only', '--ignore-scripts'], project)
  return { ...npm(['ci'], project), ran: existsSync(join(project, 'ran')) }
}

it.skipIf(!knowsStrict)(
  'npm ci refuses a package with an install script that is not listed, before anything runs',
  () => {
    const { status, said, ran } = installed('ours', read('.npmrc'))
    expect([status, ran]).toEqual([1, false])
    expect(said).toContain('ESTRICTALLOWSCRIPTS')
    expect(said).toContain('stranger@1.0.0')
  },
)

it.skipIf(!knowsStrict)('without that setting npm would warn, and run it', () => {
  const { status, said, ran } = installed('theirs', '')
  expect([status, ran]).toEqual([0, true])
  expect(said).toContain('not yet covered by allowScripts')
})
