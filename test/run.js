// `npm test`: types, lint, every test, in this order. Installs the Debian packages that tests need where it may, says
// loudly what was skipped, and ends with "N passed, N failed, N skipped". Plain JavaScript: nothing is built before it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const report = join(root, 'coverage', 'tests.json')
/** Files that are looked at once more when they fail: more of them are no accident. */
const MAX_SUSPECTS = 8

/** Program to look for, and the Debian packages that have it. */
const needed = {
  chromium: 'chromium',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  ip: 'iproute2',
  'systemd-analyze': 'systemd',
  vtysh: 'frr',
  igmpproxy: 'igmpproxy',
  sqlite3: 'sqlite3',
  promtool: 'prometheus',
  rsyslogd: 'rsyslog rsyslog-gnutls',
  aiosmtpd: 'python3-aiosmtpd',
  openssl: 'openssl',
}
/** Packages that bring a daemon: not installed unasked where systemd would start it at once. */
const daemons = new Set(existsSync('/run/systemd/system') ? ['frr', 'igmpproxy', 'prometheus', 'rsyslog'] : [])

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
const has = (program) => folders.some((folder) => existsSync(join(folder, program)))

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0
}

function installTools() {
  const missing = Object.entries(needed).filter(([program]) => !has(program))
  if (missing.length === 0) return
  const packages = missing.flatMap(([, names]) => names.split(' ')).filter((name) => !daemons.has(name))
  const mayInstall = packages.length > 0 && process.getuid?.() === 0 && has('apt-get')
  if (mayInstall) {
    console.log(`Installing ${packages.join(', ')} (Debian packages that tests need) ...`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] }
    run('apt-get', ['update', '-qq'], quiet)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
  }
  for (const [program, name] of missing) {
    if (!has(program)) console.log(`SKIPPED: tests that need ${program}. Remedy: sudo apt install ${name}`)
  }
}

/** Each is one check of the closing line. */
const checks = [
  ['build', ['node', 'server/build.js']],
  ['format', ['npx', 'prettier', '--check', '--log-level', 'warn', '.']],
  ['types', ['npm', 'run', '--silent', 'types']],
  ['lint', ['npm', 'run', '--silent', 'lint']],
]

/** All at once: each is one thread. What one prints is told when it is over. */
function check([name, [command, ...args]]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (octets) => said.push(octets))
    const end = (ok) => {
      process.stdout.write(Buffer.concat(said))
      console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`)
      resolve(ok)
    }
    child.once('error', () => end(false))
    child.once('close', (code) => end(code === 0))
  })
}

installTools()
let passed = 0
let failed = 0
for (const ok of await Promise.all(checks.map(check))) {
  if (ok) passed += 1
  else failed += 1
}

/** Runs vitest; its report by file, or null where it wrote none. */
function vitest(...args) {
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = run('npx', ['vitest', 'run', '-c', 'test/vitest.config.ts', ...reporters, ...args])
  if (!existsSync(report)) return null
  const files = new Map(JSON.parse(readFileSync(report, 'utf8')).testResults.map((file) => [file.name, file]))
  return { ok, files }
}
const short = (name) => name.slice(root.length + 1)
const firstLine = (text = '') => stripVTControlCharacters(text).split('\n')[0]
/** A line for each test that failed; a file that did not even load has none, and is one. */
const failuresOf = ({ name, assertionResults, status, message }) => {
  const failures = assertionResults.filter((test) => test.status === 'failed')
  if (failures.length === 0) return status === 'failed' ? [`${short(name)}: ${firstLine(message)}`] : []
  return failures.map(
    ({ fullName, failureMessages }) => `${short(name)}: ${fullName}: ${firstLine(failureMessages[0])}`,
  )
}

const filters = process.argv.slice(2)
const last = []
let skipped = 0
const first = vitest(...filters)
if (first) {
  const { files } = first
  let { ok } = first
  const suspects = [...files.values()].filter(({ status }) => status === 'failed')
  // Machines that tests run on are shared: what real time alone made fail passes when it runs alone, and is told of.
  if (suspects.length > 0 && suspects.length <= MAX_SUSPECTS && filters.length === 0) {
    console.log(`A second look, one at a time, at ${suspects.map(({ name }) => short(name)).join(', ')}`)
    const second = vitest('--maxWorkers', '1', ...suspects.map(({ name }) => short(name)))
    for (const suspect of suspects) {
      const again = second?.files.get(suspect.name)
      if (again?.status !== 'passed') continue
      files.set(suspect.name, again)
      for (const line of failuresOf(suspect)) last.push(`UNSTABLE (passed when it ran alone): ${line}`)
    }
    ok = second?.ok ?? false
  }
  for (const file of files.values()) {
    const count = (...states) => file.assertionResults.filter(({ status }) => states.includes(status))
    const failures = failuresOf(file)
    passed += count('passed').length
    failed += failures.length
    const left = count('pending', 'skipped', 'todo')
    skipped += left.length
    for (const line of failures) last.push(`FAILED: ${line}`)
    for (const { fullName } of left) last.push(`SKIPPED: ${short(file.name)}: ${fullName}`)
  }
  if (!ok && failed === 0) failed += 1
} else failed += 1

// Alone on the machine, since it measures. A person who waits for the tests may run it when they like.
if (process.env.CI && process.argv.length === 2) {
  const { status } = spawnSync('npm', ['run', '--silent', 'soak', '--', '--minutes', '5'], {
    cwd: root,
    stdio: 'inherit',
  })
  console.log(`${{ 0: 'ok', 2: 'SKIPPED' }[status] ?? 'FAILED'}: soak`)
  if (status === 0) passed += 1
  else if (status === 2) skipped += 1
  else failed += 1
} else console.log('SKIPPED: five minutes of the soak, which CI runs. Here: npm run soak -- --minutes 5')

for (const line of last) console.log(line)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
