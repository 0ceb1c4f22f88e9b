import { spawnSync, type ChildProcess } from 'node:child_process'

/** Runs a program and gives its output. Throws with its standard error when it fails. */
export function command(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')}: ${stderr.trim()}`)
  return stdout
}

/** SIGTERM, and SIGKILL two seconds later. */
export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve()
      return
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000)
    child.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
