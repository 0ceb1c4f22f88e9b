import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander'
import type { GmiFormula } from '../shared/segment.ts'
import { SECOND } from '../shared/time.ts'
import { accessCommands } from './cli/access-commands.ts'
import { historyCommands } from './cli/history-commands.ts'
import type { ImportFlags } from './cli/import-command.ts'
import { interruption, onInterrupt, stopped } from './cli/interruption.ts'
import { serviceCommands } from './cli/service-commands.ts'
import { SOURCE_SYNTAX } from './cli/source-syntax.ts'
import { NotNow, UsageError } from './cli/usage-error.ts'
import { printable } from './log.ts'
import { VERSION } from './version.ts'

/** A wrong command line, a file that is none, an address in use: one sentence and this status. */
const USAGE_ERROR = 2
const DATA_WORDS = 'where the history is kept; ~/.local/state/rollcall when it is left out (a demo: rollcall-demo)'

interface ReplayFlags {
  gmi: GmiFormula
  dedupeMs: number
  nativeVlan: string[]
  until: number
  summary: boolean
  config?: string
}

/** The command line. Each command loads what it needs: `decode` starts without a web server. Sets the exit status; never throws at a person. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('rollcall')
    .description('Passive multicast membership monitor.')
    .version(VERSION)
    .configureHelp({ optionDescription })
    .showHelpAfterError('(rollcall --help lists the commands)')
    .addHelpText('after', '\nWithout a command it serves; `rollcall help serve` lists --source and the other flags.')
    .exitOverride()
  const captures = (name: string, what: string): Command =>
    program.command(name).description(what).argument('<file>', 'pcap or pcapng, plain or gzip; - is standard input')

  captures('decode', 'print one JSON line per IGMP or MLD message').action(async (file: string) => {
    onInterrupt(file)
    const { decode } = await import('./cli/decode.ts')
    process.exitCode = await decode(file, stopped)
  })
  captures('replay', 'print membership events and findings, then the final state, as JSON lines')
    .addOption(gmiOption())
    .addOption(dedupeOption())
    .addOption(nativeVlanOption())
    .option('--until <+seconds>', 'let the clock run on after the last frame', seconds, 0)
    .option('--summary', 'print the last line only', false)
    .option('--config <file>', 'segments and thresholds, as `serve` takes them')
    .action(async (file: string, options: ReplayFlags) => {
      onInterrupt(file)
      const { gmi: formula, dedupeMs: dedupe, nativeVlan, until, summary, config } = options
      const { replay } = await import('./cli/replay.ts')
      const { nativeVlansOf } = await import('./cli/native-vlan.ts')
      const configured = config === undefined ? {} : (await import('./cli/replay-config.ts')).replayConfig(config)
      const nativeVlanOf = nativeVlansOf(nativeVlan, configured.nativeVlan)
      const told = { formula, dedupe, nativeVlanOf, until, summary, ...configured.segments }
      process.exitCode = await replay(file, told, stopped)
    })

  program
    .command('serve', { isDefault: true })
    .description('listen, and show it on a page (the default)')
    .option('--source <source>', `${SOURCE_SYNTAX}; may be given several times`, several, [])
    .option(
      '--listen <host:port>',
      'where the page is; beyond this machine somebody has to be named: rollcall user add',
      '127.0.0.1:8224',
    )
    .option('--data <folder>', DATA_WORDS)
    .option(
      '--max-history <size>',
      'the oldest of the history goes when its file comes to this, as in 10GB (the default)',
    )
    .option(
      '--max-memory <size>',
      'what the server may take of the memory, as in 2GB; 1GB is the default, less where a machine or its control group has less',
    )
    .option('--config <file>', 'the same settings as a TOML file')
    .option(
      '--user <name>',
      'started by root: who the server runs as; the owner of the data folder when it is left out',
    )
    .option('--token <token>', 'one more token of an operator (at least 16 characters); better: rollcall token add')
    .option('--allow-host <name>', 'a name by which browsers may call this server', several, [])
    .option('--tls-cert <file>', 'the certificate with its chain (PEM): the page is served over https then')
    .option('--tls-key <file>', 'its private key (PEM, without a passphrase)')
    .option('--trusted-proxy <address>', 'a proxy, or a network of them, whose X-Forwarded-* is believed', several, [])
    .option('--max-connections <n>', 'connections at a time, a quarter of them of one address; 2048 is the default')
    .option('--allow-sender <sender>', 'who may send mirrors here: [NAME=]ADDRESS or [NAME=]NETWORK', several, [])
    .addOption(new Option('--tzsp-allow <sender>', 'the same').argParser(several).default([]).hideHelp())
    .option('--metrics-labels <list>', 'what /metrics tells one by one: group,host; off by default')
    .option('--reverse-dns', 'look up the names of the hosts that are shown in the DNS; off by default')
    .option('--filter <expression>', 'the capture filter (pcap-filter) of live sources, instead of the built-in one')
    .option(
      '--tunnels <list>',
      'tunnels that live sources look into: tzsp,vxlan,gre,ipip,geneve,mpls,pppoe,l2tp,capwap,sflow; none by default, because all their traffic is captured',
    )
    .addOption(gmiOption())
    .addOption(dedupeOption())
    .addOption(nativeVlanOption())
    .action(async (_options: unknown, command: Command) => {
      const { serve } = await import('./cli/serve.ts')
      const { serveOptions } = await import('./cli/serve-options.ts')
      await serve(await serveOptions(command), interruption())
    })

  program
    .command('findings')
    .description('a dry run: what the rules would have told over a range of the history, as JSON lines')
    .option('--from <time>', 'ISO 8601, or so long ago: 7d, 12h', '7d')
    .option('--to <time>', 'the same; up to now when it is left out')
    .option('--data <folder>', DATA_WORDS)
    .option('--config <file>', 'segments and thresholds, as `serve` takes them')
    .addOption(gmiOption())
    .action(async (options: { from: string; to?: string; data?: string; config?: string; gmi: GmiFormula }) => {
      const { findings, parseMoment } = await import('./cli/findings.ts')
      const now = Date.now()
      const moment = (text: string): number => {
        const at = parseMoment(text, now)
        if (at === null) throw new UsageError(`"${text}" is no time, as in 2025-11-26T08:00:00Z or 7d.`)
        return at
      }
      const { data = null, config = null, gmi: formula } = options
      const to = options.to === undefined ? null : moment(options.to)
      process.exitCode = await findings({ from: moment(options.from), to, data, config, formula }, now)
    })

  program
    .command('import')
    .description('put captures into the history, as if they had been live: browsable, searchable, exported')
    .argument('[file...]', 'pcap or pcapng, plain or gzip')
    .option(
      '--name <name>',
      'what its source is called; all files are one capture then, given in the order of their time',
    )
    .option('--list', 'what was put in')
    .option('--remove <name>', 'take one out again')
    .option('--token <token>', 'of the server that holds the folder, where it has one that is not kept there')
    .option('--data <folder>', DATA_WORDS)
    .option('--config <file>', 'segments and thresholds, as `serve` takes them')
    .addOption(gmiOption())
    .addOption(dedupeOption())
    .addOption(nativeVlanOption())
    .action(async (files: string[], flags: ImportFlags, command: Command) => {
      const { importCommand } = await import('./cli/import-command.ts')
      const given = (flag: string): boolean => command.getOptionValueSource(flag) === 'cli'
      process.exitCode = await importCommand(files, flags, { given, now: Date.now(), interruption })
    })

  historyCommands(program, DATA_WORDS)
  accessCommands(program, DATA_WORDS)
  serviceCommands(program)

  program
    .command('doctor')
    .description('may I capture here, do frames come, is IGMP among them, what can the tap see, what is missing')
    .argument('[interface...]', 'interfaces to try; none: every one that could be a mirror port')
    .option('--seconds <n>', 'how long to listen', wholeSeconds, 10)
    .action(async (interfaces: string[], { seconds: listenFor }: { seconds: number }) => {
      const { runDoctor } = await import('./capture/doctor.ts')
      const { watchTrial } = await import('./cli/doctor-sight.ts')
      const { rightsHere } = await import('./rights-here.ts')
      const { memoryExamined } = await import('./cli/memory-told.ts')
      const { memoryBound } = await import('./memory-bound.ts')
      const { memoryHere } = await import('./memory-here.ts')
      const watch = (name: string) => watchTrial(name, Date.now)
      const memory = memoryExamined(memoryBound(null, memoryHere()))
      const rights = rightsHere()
      const { lines, exitCode } = await runDoctor({ interfaces, seconds: listenFor, watch, rights, memory })
      process.stdout.write(`${lines.map(printable).join('\n')}\n`)
      process.exitCode = exitCode
    })

  try {
    const [first] = args
    // `serve` is the default command: without this an unknown word would be one of its arguments.
    if (first !== undefined && /^\w/.test(first) && ![...names(program), 'help'].includes(first)) {
      program.error(`error: unknown command '${printable(first)}'`)
    }
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR
      return
    }
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`rollcall: ${printable(error.message)}\n`)
    process.exitCode = error instanceof NotNow ? 1 : USAGE_ERROR
  }
}

/** A default that is nothing is not told. */
const optionDescription = (option: Option): string =>
  new Help().optionDescription(option).replace(/ \(default: (?:\[\]|""|false)\)$/, '')

const names = (program: Command): string[] => program.commands.map((command) => command.name())

const several = (value: string, before: readonly string[]): string[] => [...before, value]

function wholeSeconds(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 600) throw new InvalidArgumentError('It must be 1 to 600.')
  return value
}

const gmiOption = (): Option =>
  new Option('--gmi <formula>', 'group membership interval: RV x QI + QRI, or RV x QI + 2 x QRI')
    .choices(['rfc3376', 'rfc9776'])
    .default('rfc3376')

const dedupeOption = (): Option =>
  new Option('--dedupe-ms <ms>', 'drop copies that a mirror makes within this time; 0 keeps them')
    .argParser(milliseconds)
    .default(5)

const nativeVlanOption = (): Option =>
  new Option('--native-vlan <vlan>', 'frames without a tag are of this VLAN: N, or SOURCE=N for one source')
    .argParser(several)
    .default([])

function milliseconds(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value > 1_000) throw new InvalidArgumentError('It must be 0 to 1000 milliseconds.')
  return value
}

function seconds(text: string): number {
  if (!/^\+?\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of seconds, like +260.')
  return Number(text) * SECOND
}
