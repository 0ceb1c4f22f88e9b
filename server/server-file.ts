import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const FILE = 'server.json'

const Running = z.object({ address: z.url({ protocol: /^http$/ }), pid: z.int() })
type Running = z.infer<typeof Running>

/**
 * Where the server is that holds a data folder: for the commands that hand their work to it. It is there while the server
 * runs. Returns what takes it away again.
 */
export function writeServerFile(folder: string, address: string, pid: number): () => void {
  const path = join(folder, FILE)
  writeFileSync(path, `${JSON.stringify({ address, pid } satisfies Running)}\n`, { mode: 0o600 })
  return () => {
    // Another server may have written its own meanwhile.
    if (readServerFile(folder)?.pid === pid) rmSync(path, { force: true })
  }
}

/** null: there is none that can be read. */
export function readServerFile(folder: string): Running | null {
  try {
    return Running.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')))
  } catch {
    return null
  }
}
