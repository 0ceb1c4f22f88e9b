import { lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const FILE = 'server.json'
/** Rights of other people to write. */
const OTHERS_WRITE = 0o022

/** What a command shows there; the server makes another one at each start. */
const KEY = z.string().min(20)
/** `fingerprint`: of the certificate that it shows there, SHA-256; absent: it speaks plain http. */
const Running = z.union([
  z.object({ address: z.url({ protocol: /^http$/ }), pid: z.int(), key: KEY }),
  z.object({
    address: z.url({ protocol: /^https$/ }),
    pid: z.int(),
    key: KEY,
    fingerprint: z.string().regex(/^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/),
  }),
])
export type Running = z.infer<typeof Running>

/**
 * Where the server is that holds a data folder: for the commands that hand their work to it. It is there while the server
 * runs. Returns what takes it away again.
 */
export function writeServerFile(folder: string, running: Running): () => void {
  const path = join(folder, FILE)
  forgetServer(folder)
  writeFileSync(path, `${JSON.stringify(running)}\n`, { mode: 0o600, flag: 'wx' })
  return () => {
    // Another server may have written its own meanwhile.
    if (readServerFile(folder)?.pid === running.pid) forgetServer(folder)
  }
}

/**
 * For who has locked the folder: what a server says there that was killed is over. Somebody else may listen where it did,
 * and must not be shown the token.
 */
export function forgetServer(folder: string): void {
  rmSync(join(folder, FILE), { force: true })
}

/** null: there is none that can be read, or it may have been written by others, or leads to another machine. */
export function readServerFile(folder: string): Running | null {
  const path = join(folder, FILE)
  try {
    const found = lstatSync(path)
    const owners = [statSync(folder).uid, process.getuid?.()]
    if (!found.isFile() || (found.mode & OTHERS_WRITE) !== 0 || !owners.includes(found.uid)) return null
    const running = Running.parse(JSON.parse(readFileSync(path, 'utf8')))
    return isOwn(new URL(running.address).hostname) ? running : null
  } catch {
    return null
  }
}

function isOwn(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1')
  const own = Object.values(networkInterfaces()).flatMap((some = []) => some.map((one) => one.address))
  return /^127(?:\.\d{1,3}){3}$/.test(address) || address === '::1' || own.includes(address)
}
