import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/* The command as a person runs it: the built one, by plain node. */

export const ROLLCALL = fileURLToPath(new URL('../../server/rollcall.js', import.meta.url))
export const capture = (path: string): string => fileURLToPath(new URL(`../fixtures/captures/${path}`, import.meta.url))

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** The sources may have changed since the last build; that is told once and is no part of what is tested. */
export const BUILDING = /^rollcall: building .*\n/gm

export class Command {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''

  /** `before`: a program that starts it. */
  constructor(args: readonly string[], before: readonly string[] = []) {
    const [program = '', ...rest] = [...before, process.execPath, ROLLCALL, ...args]
    this.child = spawn(program, rest)
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    // It may end before it has read everything.
    this.child.stdin.on('error', () => undefined)
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject)
      this.child.on('close', (status, signal) => {
        resolve({ status, signal, stdout: this.stdout, stderr: this.stderr.replace(BUILDING, '') })
      })
    })
  }
}

/** Runs it with `input` on standard input, to its end. */
export function run(args: readonly string[], input: Uint8Array = new Uint8Array(0)): Promise<Ended> {
  const command = new Command(args)
  command.child.stdin.end(input)
  return command.ended
}

/** Its lines, each a JSON object. Throws where one is none. */
export const lines = ({ stdout }: Ended): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
