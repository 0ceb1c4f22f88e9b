import { spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Broker } from './broker/broker.ts'
import { CAP_NET_RAW, holds, rightsOf, type Rights } from './broker/capabilities.ts'
import { commandFor } from './broker/commands.ts'
import { tryToDrop } from './broker/drop.ts'
import { FOLDER_PREFIX, SOCKET } from './broker/left-over.ts'
import { BROKER_VARIABLE, RIGHTS_KEPT_VARIABLE } from './broker/protocol.ts'
import { findUser, type RunAs } from './broker/run-as.ts'
import { lookAtInterface } from './capture/interfaces.ts'
import { isRoot } from './capture/program.ts'
import { UsageError } from './cli/usage-error.ts'
import { flagOf } from './launch-flags.ts'
import { serverFolder } from './launch-folder.ts'
import { createLog, printable, type Log } from './log.ts'

const USAGE_ERROR = 2
/** Handed on to the server. SIGUSR1 is not: node would open a debugger. */
const HANDED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const

/**
 * Where `serve` is started with the right to capture, this process keeps the right and becomes the capture broker, and
 * the server is a child without any. False: there is nothing to give away, and the command runs here.
 */
export async function launchedApart(args: readonly string[], script: string): Promise<boolean> {
  const { env } = process
  if (!serves(args) || env[BROKER_VARIABLE] !== undefined) return false
  const log = createLog(env, () => new Date())
  try {
    const rights = rightsOf()
    const root = isRoot()
    const who = flagOf(args, '--user')
    if (who !== null && !root) throw new UsageError('--user is for root, who can become another. Remedy: leave it out.')
    if (!rights || !(holds(rights.effective, CAP_NET_RAW) || (root && rights.effective !== 0n))) {
      if (who !== null)
        throw new UsageError('This root user has no rights to become another. Remedy: leave out --user.')
      return false
    }
    const user = root ? await userFor(who, args) : null
    const drop = tryToDrop(user, script)
    if (drop.kind === 'trouble') {
      if (who !== null) throw new UsageError(`The server cannot be started as ${who}: ${drop.detail}.`)
      log(`The server keeps the right to capture itself: ${drop.detail}.`)
      env[RIGHTS_KEPT_VARIABLE] = drop.detail
      return false
    }
    await supervise(
      [...drop.args, '--pdeathsig', 'KILL', '--', process.execPath, ...process.execArgv, script, ...args],
      {
        setpriv: drop.file,
        rights,
        user,
        log,
      },
    )
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`rollcall: ${printable(error.message)}\n`)
    process.exitCode = USAGE_ERROR
  }
  return true
}

/** `serve` is the command where none is named. */
function serves([first]: readonly string[]): boolean {
  if (process.platform !== 'linux') return false
  return (
    first === undefined || first === 'serve' || (first.startsWith('--') && !['--help', '--version'].includes(first))
  )
}

/** Who the server runs as: who is named, else the owner of the data folder. null: root, without capabilities. */
async function userFor(who: string | null, args: readonly string[]): Promise<RunAs | null> {
  const named = who === null ? null : findUser(who)
  if (who !== null && !named) throw new UsageError(`There is no user ${who}. Remedy: adduser --system ${who}`)
  const folder = await serverFolder(args, named)
  if (named) {
    makeFor(folder, named)
    return named.uid === 0 ? null : named
  }
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found && found.uid !== 0) {
    const { uid, gid } = found
    return findUser(uid) ?? { name: null, uid, gid, home: null }
  }
  return null
}

/** The folder has to be theirs; one that is there stays as it is. */
function makeFor(folder: string, { uid, gid }: RunAs): void {
  if (statSync(folder, { throwIfNoEntry: false })) return
  try {
    mkdirSync(dirname(folder), { recursive: true })
    mkdirSync(folder, { mode: 0o700 })
    chownSync(folder, uid, gid)
  } catch {
    // The history says what is the matter with the folder.
  }
}

/** What stands in the home of root is not theirs. */
const homeOf = (user: RunAs | null): NodeJS.ProcessEnv =>
  user?.home == null ? {} : { HOME: user.home, XDG_STATE_HOME: undefined }

interface Means {
  setpriv: string
  rights: Rights
  user: RunAs | null
  log: Log
}

/** The broker, until the server has ended; then this process ends as the server did. */
async function supervise(args: readonly string[], { setpriv, rights, user, log }: Means): Promise<void> {
  // With a debugger whoever runs as the same user would have the rights of this process.
  process.on('SIGUSR1', () => undefined)
  const folder = mkdtempSync(join(process.env['RUNTIME_DIRECTORY'] ?? tmpdir(), FOLDER_PREFIX))
  let server: ChildProcess | null = null
  const broker = new Broker({
    command: (asked) => commandFor({ setpriv, rights, user }, asked),
    exists: (iface) => lookAtInterface(iface) !== 'gone',
  })
  const path = join(folder, SOCKET)
  await broker.listen(path)
  if (user) for (const each of [path, folder]) chownSync(each, user.uid, user.gid)
  const end = (): void => {
    broker.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('uncaughtException', (error) => {
    log(`The capture broker failed, and the server is stopped: ${error.message}`)
    process.exitCode = 1
    broker.stop()
    server?.kill('SIGTERM')
  })
  for (const signal of HANDED_ON) process.on(signal, () => server?.kill(signal))
  const env = { ...process.env, [BROKER_VARIABLE]: path, ...homeOf(user) }
  // A process group of its own: a signal from a terminal comes once, by this process.
  server = spawn(setpriv, args, { stdio: 'inherit', detached: true, env })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    server.on('exit', (...how) => resolve(how))
    server.on('error', (error) => {
      log(`The server cannot be started: ${error.message}`)
      resolve([1, null])
    })
  })
  end()
  if (signal === null) process.exit(process.exitCode ?? code ?? 1)
  for (const each of HANDED_ON) process.removeAllListeners(each)
  process.kill(process.pid, signal)
}
