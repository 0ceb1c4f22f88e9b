import { once } from 'node:events'
import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** Before the random part of the name of a folder that a broker makes. */
export const FOLDER_PREFIX = 'rollcall-broker-'
export const SOCKET = 'socket'
/** Folders that are looked at in one start; those that are left are of the next one. */
const MAX_LOOKED_AT = 1_000
/** A broker that has just made its folder does not listen yet. */
const YOUNG: DurationMs = MINUTE

/**
 * A broker that was killed leaves its folder behind: those of this user in which nobody listens any more go. Done by the
 * server, which has no more rights than whoever made them. `path`: the socket of its own broker. Answers how many went.
 */
export async function sweepLeftOver(path: string, now: EpochMs): Promise<number> {
  const parent = dirname(dirname(path))
  const own = basename(dirname(path))
  let swept = 0
  try {
    const names = readdirSync(parent).filter((name) => name.startsWith(FOLDER_PREFIX) && name !== own)
    for (const name of names.slice(0, MAX_LOOKED_AT)) if (await sweep(join(parent, name), now)) swept += 1
  } catch {
    // What cannot be read is swept by nobody, and captures need none of it.
  }
  return swept
}

async function sweep(folder: string, now: EpochMs): Promise<boolean> {
  try {
    const found = lstatSync(folder)
    if (!found.isDirectory() || found.uid !== process.getuid?.() || now - found.mtimeMs < YOUNG) return false
    const socket = join(folder, SOCKET)
    if (await isHeard(socket)) return false
    rmSync(socket, { force: true })
    // Not what somebody else put into it.
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}

/** Whether somebody listens: only a socket without a listener, or none at all, is known to be dead. */
async function isHeard(path: string): Promise<boolean> {
  const line = connect(path)
  try {
    await once(line, 'connect')
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code !== 'ECONNREFUSED' && code !== 'ENOENT'
  } finally {
    line.destroy()
  }
}
