import { spawnSync } from 'node:child_process'

interface ChildCpu {
  /** User and system time of the command and its children, in seconds. */
  seconds: number
  stdout: string
}

/**
 * Runs a command to its end and measures the processor time it took, by the shell that started it. null when there is no
 * such program. Throws when the command fails.
 */
export function measure(command: readonly string[], keepOutput = false): ChildCpu | null {
  const [program = ''] = command
  if (spawnSync('bash', ['-c', 'command -v "$1"', 'bash', program]).status !== 0) return null
  const script = `TIMEFORMAT='cpu %U %S'; out=$1; shift; if [ "$out" = keep ]; then time "$@" 2>/dev/null; else time "$@" >/dev/null 2>&1; fi`
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', script, 'bash', keepOutput ? 'keep' : 'drop', ...command],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  )
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? []
  if (status !== 0 || user === undefined) throw new Error(`${command.join(' ')} ended with status ${status}: ${stderr}`)
  return { seconds: Number(user) + Number(system), stdout }
}
