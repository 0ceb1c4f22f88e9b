import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findProgram, isRoot } from '../../capture/program.ts'
import { UsageError } from '../usage-error.ts'
import { SERVICE_USER, STATE_FOLDER } from './unit.ts'

const UNIT_FILE = '/etc/systemd/system/rollcall.service'
const USER_FILE = '/etc/sysusers.d/rollcall.conf'
/** It is there where systemd runs as the first process (sd_booted). */
const SYSTEMD_RUNS = '/run/systemd/system'
/** What sysusers.d takes: user, no number of its own, what it is, home, no shell. */
const USER_LINE = `u ${SERVICE_USER} - "Rollcall multicast membership monitor" ${STATE_FOLDER} -\n`

interface InstallOptions {
  unit: string
  /** A folder that stands for /; null: this machine. */
  root: string | null
  /** Only says what it would do. */
  dryRun: boolean
  say: (line: string) => void
}

/** Writes the unit and its user, and starts it where systemd runs. Says each step. Throws `UsageError`. */
export function installService({ unit, root, dryRun, say }: InstallOptions): void {
  const here = root === null
  if (here && !dryRun && !isRoot()) throw new UsageError('Only root can install a service. Remedy: sudo, or --dry-run.')
  const put = (path: string, text: string): void => {
    const file = root === null ? path : join(root, path)
    say(`write ${file}`)
    if (!dryRun) writeWhole(file, text)
  }
  const run = (program: string, ...args: readonly string[]): void => {
    say([program, ...args].join(' '))
    if (!dryRun) runProgram(program, args)
  }
  put(USER_FILE, USER_LINE)
  const sysusers = findProgram('systemd-sysusers')
  const useradd = findProgram('useradd')
  if (sysusers !== null) run(sysusers, ...(root === null ? [] : [`--root=${root}`]), basename(USER_FILE))
  else if (here && useradd !== null) {
    run(useradd, '--system', '--user-group', '--home-dir', STATE_FOLDER, '--shell', '/usr/sbin/nologin', SERVICE_USER)
  } else say(`not made: the user ${SERVICE_USER}. Remedy: systemd-sysusers rollcall.conf`)
  put(UNIT_FILE, unit)
  if (here && existsSync(SYSTEMD_RUNS)) {
    run('systemctl', 'daemon-reload')
    run('systemctl', 'enable', 'rollcall.service')
    run('systemctl', 'restart', 'rollcall.service')
    say('done. What it says: journalctl -u rollcall')
  } else say('not started: systemd does not run here. Remedy: systemctl enable --now rollcall.service')
}

/** Whole or not at all: systemd reads it when it likes. */
function writeWhole(file: string, text: string): void {
  try {
    const folder = dirname(file)
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true })
      chmodSync(folder, 0o755)
    }
    writeFileSync(`${file}.new`, text)
    // Whatever the umask: others read it too.
    chmodSync(`${file}.new`, 0o644)
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function runProgram(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status === 0) return
  const detail = error?.message ?? stderr.trim().split('\n').at(-1) ?? ''
  throw new UsageError(`"${[program, ...args].join(' ')}" failed: ${detail || `status ${String(status)}`}.`)
}
