import { command } from '../../lab/command.ts'
import type { DurationMs } from '../../../shared/time.ts'
import { course } from './course.ts'
import { reportOf } from './report.ts'

/** Gives the exit status. In a network and mount namespace of its own. */
export async function soakWhole(lasts: DurationMs): Promise<number> {
  // What /sys tells of interfaces is of the network it was mounted in.
  command('mount', '-t', 'sysfs', 'sysfs', '/sys')
  command('ip', 'link', 'set', 'lo', 'up')
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  const { lines, wrong } = reportOf(await course(lasts, say))
  for (const line of ['', ...lines, '', ...wrong.map((why) => `WRONG: ${why}`)]) say(line)
  say(wrong.length === 0 ? 'soak: all is well' : `soak: ${wrong.length} wrong`)
  return wrong.length === 0 ? 0 : 1
}
