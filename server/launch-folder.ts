import { join } from 'node:path'
import type { RunAs } from './broker/run-as.ts'
import { flagOf } from './launch-flags.ts'

/** The data folder that the server will use, as it will find it itself. */
export async function serverFolder(args: readonly string[], user: RunAs | null): Promise<string> {
  const told = flagOf(args, '--data')
  if (told !== null) return told
  // Only loaded where it is needed: the broker stays small.
  const { defaultDataFolder, readConfig } = await import('./config.ts')
  const config = flagOf(args, '--config')
  const configured = config === null ? undefined : readConfig(config).data
  if (configured !== undefined) return configured
  if (user?.home != null) return join(user.home, '.local', 'state', 'rollcall')
  return defaultDataFolder(process.env)
}
