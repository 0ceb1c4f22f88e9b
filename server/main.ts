import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { GmiFormula } from '../shared/membership.ts'
import { SECOND } from '../shared/time.ts'
import { decode } from './cli/decode.ts'
import { replay } from './cli/replay.ts'
import { VERSION } from './version.ts'

/** A wrong command line, a file that is none, an address in use: one sentence and this status. */
const USAGE_ERROR = 2

let interrupted = false
const stopped = (): boolean => interrupted

/** The command line. Sets the exit status; never throws at a person. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('rollcall')
    .description('Passive multicast membership monitor.')
    .version(VERSION)
    .showHelpAfterError('(rollcall --help lists the commands)')
    .exitOverride()
  const captures = (name: string, what: string): Command =>
    program.command(name).description(what).argument('<file>', 'pcap or pcapng, plain or gzip; - is standard input')

  captures('decode', 'print one JSON line per IGMP message').action(async (file: string) => {
    onInterrupt()
    process.exitCode = await decode(file, stopped)
  })
  captures('replay', 'print membership events, then the final state, as JSON lines')
    .addOption(gmiOption())
    .addOption(dedupeOption())
    .option('--until <+seconds>', 'let the clock run on after the last frame', seconds, 0)
    .option('--summary', 'print the last line only', false)
    .action(async (file: string, options: { gmi: GmiFormula; dedupeMs: number; until: number; summary: boolean }) => {
      onInterrupt()
      const { gmi: formula, dedupeMs: dedupe, until, summary } = options
      process.exitCode = await replay(file, { formula, dedupe, until, summary }, stopped)
    })

  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR
  }
}

const gmiOption = (): Option =>
  new Option('--gmi <formula>', 'group membership interval: RV x QI + QRI, or RV x QI + 2 x QRI')
    .choices(['rfc3376', 'rfc9776'])
    .default('rfc3376')

const dedupeOption = (): Option =>
  new Option('--dedupe-ms <ms>', 'drop copies that a mirror makes within this time; 0 keeps them')
    .argParser(milliseconds)
    .default(5)

function milliseconds(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value > 1_000) throw new InvalidArgumentError('It must be 0 to 1000 milliseconds.')
  return value
}

function seconds(text: string): number {
  if (!/^\+?\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of seconds, like +260.')
  return Number(text) * SECOND
}

/** Ctrl-C ends the reading; what was read is told. A second one ends at once. */
function onInterrupt(): void {
  const stop = (): void => {
    if (interrupted) process.exit(130)
    interrupted = true
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
