import type { Command } from 'commander'
import { EXPORTS } from '../../shared/export.ts'
import type { ExportFlags } from './export.ts'
import { interruption } from './interruption.ts'

/** The words of what takes from the history and looks after its file; what they do is loaded when it is done. */
export function historyCommands(program: Command, dataWords: string): void {
  program
    .command('export')
    .description('a file of the history, also while a server runs: memberships, events, snapshot, counts, ...')
    .argument('<name>', EXPORTS.join(', '))
    .option('--from <time>', 'ISO 8601, or so long ago: 7d, 12h; from the beginning when it is left out')
    .option('--to <time>', 'the same; up to now when it is left out')
    .option('--at <time>', 'the same, the moment of a snapshot; now when it is left out')
    .option('--step <step>', 'of counts: minute or hour')
    .option('--filter <expression>', 'as on the pages', '')
    .option('--zone <zone>', 'local times beside those in UTC, as in America/Sao_Paulo')
    .option('--delimiter <sign>', ', or ; between the cells of CSV', ',')
    .option('--bom', 'a byte order mark, for spreadsheets')
    .option('--format <format>', 'csv or jsonl', 'csv')
    .option('--gzip', 'compressed')
    .option('-o, --output <file>', 'where it is written; standard output when it is left out')
    .option('--resume', 'go on with the part that a broken export left')
    .option('--verbose', 'how many rows there are, also where that is no terminal')
    .option('--data <folder>', dataWords)
    .option('--config <file>', 'the same settings as `serve` takes')
    .action(async (name: string, flags: ExportFlags) => {
      const { exportCommand } = await import('./export.ts')
      process.exitCode = await exportCommand(name, flags, Date.now(), interruption)
    })

  const ofFolder = (command: Command): Command =>
    command.option('--data <folder>', dataWords).option('--config <file>', 'the same settings as `serve` takes')
  ofFolder(program.command('backup'))
    .description('copy the history to a file, also while a server runs; the copy is checked')
    .argument('<file>', 'the copy')
    .option('--force', 'over a file that is there', false)
    .action(async (file: string, flags: { data?: string; config?: string; force: boolean }) => {
      const { backup } = await import('./backup.ts')
      process.exitCode = await backup(file, flags)
    })
  ofFolder(program.command('restore'))
    .description('put a backup in the place of the history, which is set aside; not while a server runs')
    .argument('<file>', 'what `rollcall backup` wrote')
    .action(async (file: string, flags: { data?: string; config?: string }) => {
      const { restoreBackup } = await import('./backup.ts')
      process.exitCode = await restoreBackup(file, flags, Date.now())
    })
  ofFolder(program.command('check'))
    .description('is the history sound, and what is in it; all of it is read')
    .argument('[file]', 'a backup, or a file that was set aside, instead')
    .action(async (file: string | undefined, flags: { data?: string; config?: string }) => {
      const { checkHistory } = await import('./backup.ts')
      process.exitCode = await checkHistory(file, flags)
    })
}
