import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './lock.ts'

/* The product, built in a folder of its own from what is here. */

const SOURCES = ['server', 'shared', 'client', 'package.json', 'tsconfig.json']

/** Resolves with the digest of each file of `dist`, by its path. Rejects with what the build said. */
export async function built(folder: string): Promise<ReadonlyMap<string, string>> {
  mkdirSync(folder, { recursive: true })
  for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ['server/build.js'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))))
  })
  const files = filesOf(join(folder, 'dist'))
  return new Map(files.map((path) => [path, digest(join(folder, 'dist', path))]))
}

/** Of a folder, in order; the mark of the build, whose time is all that it has, is none. */
export function filesOf(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && entry.name !== '.built' ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : [],
  )
  return paths.sort()
}

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
