import type { Command } from 'commander'
import { printable } from '../log.ts'

/** The words of `rollcall service`. */
export function serviceCommands(program: Command): void {
  const service = program.command('service').description('run as a systemd service without root')
  const ofService = (name: string, what: string): Command =>
    service
      .command(name)
      .description(what)
      .argument('[flags...]', 'flags of `rollcall serve`, as in --source live:eth1 --listen 127.0.0.1:8224')
      .allowUnknownOption()
      .addHelpText('after', '\nEvery flag of `rollcall serve` may be given (rollcall help serve).')
  const unitFor = async (flags: readonly string[]): Promise<string> => {
    const { unitOptions } = await import('./service/told.ts')
    const { unitText } = await import('./service/unit.ts')
    const serve = program.commands.find((command) => command.name() === 'serve')!
    return unitText(await unitOptions(flags, serve, process.argv[1] ?? ''))
  }
  ofService('print', 'the unit that `install` would write').action(async (flags: string[]) => {
    process.stdout.write(await unitFor(flags))
  })
  ofService('install', 'write the unit and its user, and start it where systemd runs; says each step')
    .option('--root <folder>', 'a folder that stands for /: nothing is started')
    .option('--dry-run', 'only say what would be done', false)
    .action(async (flags: string[], { root = null, dryRun }: { root?: string | null; dryRun: boolean }) => {
      const { installService } = await import('./service/install.ts')
      const say = (line: string): void => void process.stdout.write(`${printable(line)}\n`)
      installService({ unit: await unitFor(flags), root, dryRun, say })
    })
}
