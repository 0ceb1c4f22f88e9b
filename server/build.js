// `npm run build`: server and shared by tsc, the page by vite, both into `dist/`. Plain JavaScript, so that a fresh
// checkout needs nothing but node to begin.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const lock = join(root, 'dist.lock')
const page = join(dist, 'client.new')
/** The types of the API, for its description. */
const schemas = join(dist, 'api-schemas.json')
const REMEDY = 'Remedy: run "npm run build" as the user who owns this folder.'
const sources = ['server', 'shared', 'client', 'package.json', 'tsconfig.json']
/** A build that died holds the lock no longer than this (ms). */
const LOCK_STALE = 180_000

/** Newest change below a path, in milliseconds since the epoch. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

export function needsBuild() {
  if (!existsSync(join(root, 'shared', 'tsconfig.json'))) return false
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  return sources.some((name) => existsSync(join(root, name)) && newest(join(root, name)) > built)
}

/** Runs a tool of node_modules. Rejects with what it printed when it fails. */
function run(module, args) {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve(`${module}/package.json`)
  const { bin } = require(manifest)
  const script = join(dirname(manifest), typeof bin === 'string' ? bin : (bin[module] ?? bin.tsc))
  return runNode(module, script, args)
}

function runNode(name, script, args) {
  return new Promise((resolve, reject) => {
    // Whatever this was started from: with another NODE_ENV, as that of a test, the page would be one for developers.
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = spawn(process.execPath, [script, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`the build failed (${name}):\n${output}`))))
  })
}

/** Runs a script of this folder. Rejects with what it printed when it fails. */
const runOurs = (name, args) => runNode(name, join(root, 'server', name), args)

/** Two starts at once (a service and a person) must not write the same files. */
async function locked(work) {
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`${dist} has to be built and cannot be written here. ${REMEDY}`)
      const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0
      if (age > LOCK_STALE) rmSync(lock, { recursive: true, force: true })
      else await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

export async function build({ force = false } = {}) {
  await locked(async () => {
    if (!force && !needsBuild()) return
    const started = new Date()
    process.stderr.write('rollcall: building (once after a change of the sources) ...\n')
    await Promise.all([
      run('typescript', ['-p', 'server/tsconfig.build.json']),
      run('vite', ['build', '--config', 'client/vite.config.ts', '--logLevel', 'warn', '--outDir', page]),
      runOurs('api-schemas.js', [schemas]),
    ])
    // A server that runs meanwhile keeps its page until the new one is whole.
    rmSync(join(dist, 'client'), { recursive: true, force: true })
    renameSync(page, join(dist, 'client'))
    writeFileSync(stamp, '')
    // What changed while the build ran must be built again.
    utimesSync(stamp, started, started)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build({ force: true })
  } catch (error) {
    process.stderr.write(`rollcall: ${error.message}\n`)
    process.exitCode = 1
  }
}
