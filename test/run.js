// `npm test`: types, lint, every test, in this order. Installs the Debian packages that tests need where it may, says
// loudly what was skipped, and ends with "N passed, N failed, N skipped". Plain JavaScript: nothing is built before it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const report = join(root, 'coverage', 'tests.json')

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

installTools()
let passed = 0
let failed = 0
for (const [name, [command, ...args]] of checks) {
  const ok = run(command, args)
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`)
  if (ok) passed += 1
  else failed += 1
}

rmSync(report, { force: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const ok = run('npx', ['vitest', 'run', '-c', 'test/vitest.config.ts', ...reporters, ...process.argv.slice(2)])
let skipped = 0
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  passed += numPassedTests
  failed += numFailedTests
  for (const { name, assertionResults, status } of testResults) {
    // A file that did not even load has no tests that could fail.
    if (status === 'failed' && assertionResults.every(({ status: s }) => s !== 'failed')) failed += 1
    const left = assertionResults.filter(({ status: s }) => s === 'pending' || s === 'skipped' || s === 'todo')
    skipped += left.length
    for (const { fullName } of left) console.log(`SKIPPED: ${name.slice(root.length + 1)}: ${fullName}`)
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

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
