import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chartsTable, type ChartsReport } from './charts-report.ts'
import { measure } from './child-cpu.ts'
import { exportsTable, type ExportsReport } from './exports-report.ts'
import { historyTable, type HistoryReport } from './history-report.ts'
import { DEFAULT_MESSAGES, generate } from './generate.ts'
import { markdown, type Report, type Run } from './report.ts'
import { viewsTable, type ViewsReport } from './views-report.ts'

/*
 * npm run bench -- [--messages N] [--json FILE] [--hosts N] [--groups N] [--history-events N]: how much processor time and memory a capture takes here, beside tshark
 * and tcpdump on the same file in the same run. The goals are ratios and sizes, never times. Ends with 1 when one is missed.
 */

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const ROLLCALL = here('../../server/rollcall.js')
const { values } = parseArgs({
  options: {
    messages: { type: 'string' },
    json: { type: 'string' },
    hosts: { type: 'string', default: '1000000' },
    groups: { type: 'string', default: '50000' },
    'history-events': { type: 'string', default: '2000000' },
  },
})
const messages = Number(values.messages ?? DEFAULT_MESSAGES)
if (!Number.isInteger(messages) || messages < 1) {
  process.stderr.write('--messages takes a whole number above 0\n')
  process.exit(2)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const TSHARK_FIELDS = ['frame.number', 'frame.time_epoch', 'vlan.id', 'eth.src', 'ip.src', 'ip.dst', 'ip.ttl']
const IGMP_FIELDS = [
  'type',
  'version',
  'max_resp',
  'maddr',
  's',
  'qrv',
  'qqic',
  'saddr',
  'record_type',
  'checksum.status',
]

function child(script: string, file: string, ...flags: string[]): Record<string, number> {
  const done = measure([process.execPath, ...flags, '--import', 'tsx', here(script), file], true)
  return JSON.parse(done?.stdout ?? '{}') as Record<string, number>
}

function program(name: string, command: readonly string[]): Run | null {
  say(`running ${name}`)
  const done = measure(command)
  if (!done) say(`SKIPPED: ${command[0]} is not installed (apt-get install ${command[0]})`)
  return done && { name, cpuSeconds: done.seconds }
}

function rollcall(file: string, ...args: string[]): Run | null {
  // A change of the sources makes the next start build: that is not what is measured here.
  measure([process.execPath, ROLLCALL, '--version'])
  return program(`rollcall ${args.join(' ')}`, [process.execPath, ROLLCALL, ...args, file])
}

/** A table of its own, that large whatever the number of messages is. */
function views(): ViewsReport {
  say('watching a large table')
  const flags = ['--expose-gc', '--max-old-space-size=8000', '--import', 'tsx']
  const sizes = ['--hosts', values.hosts, '--groups', values.groups]
  const done = measure([process.execPath, ...flags, here('./views.ts'), ...sizes], true)
  return JSON.parse(done?.stdout ?? '{}') as ViewsReport
}

/** Files of a history of their own. */
/** Of so many events; 50 million are a month. */
function past(): HistoryReport {
  say('asking a large history')
  const events = ['--events', values['history-events']]
  const done = measure([process.execPath, '--import', 'tsx', here('./history.ts'), ...events], true)
  return JSON.parse(done?.stdout ?? '{}') as HistoryReport
}

function exported(): ExportsReport {
  say('exporting a history')
  const done = measure([process.execPath, '--import', 'tsx', here('./exports.ts')], true)
  return JSON.parse(done?.stdout ?? '{}') as ExportsReport
}

/** In a browser, where there is one. */
function charts(): ChartsReport | null {
  say('drawing charts')
  const done = measure([process.execPath, '--import', 'tsx', here('./charts.ts')], true)
  const report = JSON.parse(done?.stdout || 'null') as ChartsReport | null
  if (report === null) say('SKIPPED: charts: there is no chromium (apt-get install chromium)')
  return report
}

function bench(file: string): Report {
  say('running decode')
  const decoded = child('./decode-all.ts', file)
  if (decoded['messages'] !== messages) throw new Error(`decoded ${decoded['messages']} of ${messages} messages`)
  const decode: Run = { name: 'decode, in process', cpuSeconds: (decoded['cpuMs'] ?? 0) / 1_000 }
  const replay = rollcall(file, 'replay', '--summary')
  const print = rollcall(file, 'decode')
  const fields = [...TSHARK_FIELDS, ...IGMP_FIELDS.map((field) => `igmp.${field}`)].flatMap((field) => ['-e', field])
  const tshark = program('tshark -T fields', ['tshark', '-n', '-r', file, '-T', 'fields', ...fields])
  const tcpdump = program('tcpdump -n', ['tcpdump', '-n', '-r', file])
  say('weighing the table')
  const {
    bytes = 0,
    memberships = 0,
    hosts = 0,
    groups = 0,
    conduct = 0,
  } = child('./table-memory.ts', file, '--expose-gc')
  say('timing the way to a viewer')
  const { p50 = NaN, p95 = NaN, most = NaN } = child('./latency.ts', file)
  const latency = { p50, p95, most }
  return {
    messages,
    decode,
    replay,
    print,
    tshark,
    tcpdump,
    latency,
    memory: { bytes, memberships, hosts, groups, conduct },
  }
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
try {
  const file = join(folder, 'bench.pcap')
  say(`generating ${messages} messages`)
  generate(file, messages)
  const report = bench(file)
  const { text, met } = markdown(report, `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`)
  process.stdout.write(text)
  const seen = views()
  process.stdout.write(viewsTable(seen))
  const asked = past()
  const history = historyTable(asked)
  process.stdout.write(history.text)
  const files = exported()
  process.stdout.write(exportsTable(files))
  const drawn = charts()
  if (drawn) process.stdout.write(chartsTable(drawn))
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ ...report, views: seen, history: asked, exports: files, charts: drawn }, null, 2)}\n`,
    )
  process.exitCode = met && history.met ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
