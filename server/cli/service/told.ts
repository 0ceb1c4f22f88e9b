import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readConfig } from '../../config.ts'
import { parseSize } from '../../history-config.ts'
import { USUAL_MEMORY } from '../../memory-budget.ts'
import { serveOptions } from '../serve-options.ts'
import { UsageError } from '../usage-error.ts'
import { needsOf } from './needs.ts'
import { STATE_FOLDER, type UnitOptions } from './unit.ts'
import { mustBeSeen } from './unseen.ts'

/** Below it ports are for root. */
const FIRST_FREE_PORT = 1_024
/** Flags of `serve` that name a file or folder of this machine. */
const PATHS = ['--config', '--data', '--tls-cert', '--tls-key']

/** The unit for a server with these flags. `serve`: the command, which knows them. `script`: ours. Throws `UsageError`. */
export async function unitOptions(flags: readonly string[], serve: Command, script: string): Promise<UnitOptions> {
  const told = absolute(flags)
  const { operands, unknown } = serve.parseOptions([...told])
  const odd = [...unknown, ...operands][0]
  if (odd !== undefined) throw new UsageError(`The server has no flag "${odd}"; rollcall help serve lists them.`)
  const { source, config, user, token, maxMemory } = serve.opts<
    Partial<Record<string, string>> & { source: string[] }
  >()
  if (user !== undefined) throw new UsageError('The service has a user of its own. Remedy: leave out --user.')
  if (token !== undefined) {
    throw new UsageError('All can read a unit, so it must not hold a token. Remedy: leave out --token.')
  }
  const settings = config === undefined ? {} : readConfig(config)
  const isTold = source.length > 0 || settings.source !== undefined
  // Without a word every interface is captured from; which there are is seen at each start.
  if (!isTold) serve.parseOptions(['--source', 'tzsp'])
  const { sources, listen, data, exports, edge } = await serveOptions(serve)
  const kinds = isTold ? sources.map(({ kind }) => kind) : (['live', 'tzsp'] as const)
  for (const kind of kinds) {
    if (kind === 'stdin') throw new UsageError('A service has no standard input. Remedy: another source.')
  }
  if (listen.port < FIRST_FREE_PORT && listen.port !== 0) {
    throw new UsageError(
      `Port ${listen.port} is for root alone, and the service is none. Remedy: --listen ${listen.host}:8224, and a proxy before it.`,
    )
  }
  const isElsewhere =
    told.includes('--data') || told.some((flag) => flag.startsWith('--data=')) || settings.data !== undefined
  const folders = [
    ...(isElsewhere && !isBelow(data, STATE_FOLDER) ? [data] : []),
    ...exports.map(({ folder }) => folder),
  ]
  for (const folder of folders) mustBeSeen(folder, '/srv/rollcall')
  const files = [...(settings.channel ?? []).flatMap(filesOf), edge.tls?.cert, edge.tls?.key, config]
  for (const path of files) if (path !== undefined) mustBeSeen(path, '/etc/rollcall')
  const command = [
    seen(process.execPath),
    seen(script),
    'serve',
    ...told,
    ...(isElsewhere ? [] : ['--data', STATE_FOLDER]),
  ]
  const memory = maxMemory ?? ('max-memory' in settings ? String(settings['max-memory']) : undefined)
  return {
    command,
    needs: needsOf(kinds),
    maxMemory: parseSize(memory ?? '') ?? USUAL_MEMORY,
    writes: [...new Set(folders.map((folder) => resolve(folder)))],
  }
}

const isBelow = (path: string, folder: string): boolean => `${resolve(path)}/`.startsWith(`${folder}/`)

/** A service starts in another folder. */
function absolute(flags: readonly string[]): string[] {
  return flags.map((flag, index) => {
    if (PATHS.includes(flags[index - 1] ?? '')) return resolve(flag)
    const name = PATHS.find((path) => flag.startsWith(`${path}=`))
    return name === undefined ? flag : `${name}=${resolve(flag.slice(name.length + 1))}`
  })
}

type ChannelTable = NonNullable<ReturnType<typeof readConfig>['channel']>[number]
/** Which the server reads as it starts. */
const filesOf = ({ syslog, webhook, email }: ChannelTable): (string | undefined)[] => [
  ...[syslog?.ca, webhook?.ca, email?.ca],
  ...[webhook?.['secret-file'], email?.['password-file']],
]

function seen(program: string): string {
  const path = realpathSync(program)
  mustBeSeen(path, '/opt/rollcall')
  return path
}
