import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChannelConfig } from '../../shared/channel.ts'
import type { Hello } from '../../shared/live.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import { SECOND } from '../../shared/time.ts'
import { ApprovedSenders } from '../approvals.ts'
import { ChannelDesk } from '../channel-desk.ts'
import { LiveSource } from '../capture/live.ts'
import { MirrorListener } from '../capture/mirror-listener.ts'
import type { Source } from '../capture/source.ts'
import { reverseResolver } from '../dns/resolver.ts'
import { ReverseNames } from '../dns/reverse-names.ts'
import { History, silentMembers, type Keep } from '../history/store.ts'
import { answerSchemas } from '../http/answer-schemas.ts'
import { createApp } from '../http/app.ts'
import { starting } from '../http/starting.ts'
import { UnderWay } from '../http/under-way.ts'
import { LiveHub } from '../live/hub.ts'
import type { MetricLabel } from '../metrics/singles.ts'
import type { JointSpec } from '../joint.ts'
import type { Log } from '../log.ts'
import { Desk } from '../desk.ts'
import { earlierRun } from '../earlier.ts'
import { dryRunner } from '../dry-run/runner.ts'
import { NameDesk } from '../name-desk.ts'
import { DEMO_NAMES } from '../names/demo.ts'
import { TableRoom } from '../membership/table-room.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import { Monitor } from '../monitor.ts'
import { historySink } from '../history-sink.ts'
import { collectEarly } from '../heap-growth.ts'
import type { TapOptions } from '../tap.ts'
import type { ScheduledExport } from '../exports/config.ts'
import { DoneFile } from '../exports/done-file.ts'
import { ExportRunner } from '../exports/runner.ts'
import { mustBeApart } from '../import/apart.ts'
import { ImportDesk } from '../import/desk.ts'
import type { TapConfig } from '../import/tap-config.ts'
import type { Certificate } from '../tls.ts'
import { vendorOf } from '../vendor.ts'
import { VERSION } from '../version.ts'
import { WallBook } from '../walls.ts'
import { announce } from './announce.ts'
import { openDoor } from './door.ts'
import { doorkeeper } from './doorkeeper.ts'
import type { EdgeOptions } from './edge-options.ts'
import { listening, tellWhere } from './listening.ts'
import { noticeTeller } from './notice-teller.ts'
import { visitors } from './visitor.ts'
import { watchMemory } from './watch-memory.ts'

export interface ServeOptions {
  sources: readonly Source[]
  captureRemedy: string | null
  tap: TapOptions
  /** Segments that several taps see. */
  joints: readonly JointSpec[]
  listen: { host: string; port: number }
  /** Folder of the history, the token and the approvals. */
  data: string
  /** How much of the history is kept; what is left out is as usual. */
  keep: Partial<Keep>
  /** What the process may take, and what follows for each part of it. */
  memory: MemoryBudget
  /** null: none was given. */
  token: string | null
  allowedHosts: readonly string[]
  edge: EdgeOptions
  /** Files that are written each day or week. */
  exports: readonly ScheduledExport[]
  /** Where findings are told, besides what is set up on the page. */
  channels: readonly ChannelConfig[]
  /** How people reach the page; null: nobody said. */
  publicUrl: string | null
  /** How captures are put in, and how large they may be. */
  imports: { tap: TapConfig; maxBytes: number; maxUnpacked: number }
  /** Whether names of hosts are looked up in the DNS. */
  reverseDns: boolean
  /** What `/metrics` tells one by one. */
  metricLabels: readonly MetricLabel[]
  log: Log
}

const CLIENT = fileURLToPath(new URL('../../client', import.meta.url))
/** The types of the API, beside it. */
const SCHEMAS = fileURLToPath(new URL('../../api-schemas.json', import.meta.url))

/** Starts everything; resolves when a signal has ended it and nothing is lost. Throws `UsageError`. */
export async function serve(options: ServeOptions, untilStopped: Promise<void>): Promise<void> {
  const { log, listen } = options
  collectEarly()
  const demo = options.sources.some(({ kind }) => kind === 'demo')

  if (!demo) mustBeApart(options.data, [...options.sources, ...options.joints])
  const door = openDoor(options.edge, log)
  const { server, clientOf } = door
  const { token, allowedHosts, data } = options
  const underWay = new UnderWay()
  const keeper = doorkeeper({
    ...{ host: listen.host, data, token, allowedHosts, clientOf, log },
    cutOff: (isMeant) => {
      hub.cutOff(isMeant)
      underWay.cutOff(isMeant)
    },
  })
  const { access, audit, guard } = keeper
  door.onRenewed(keeper.heard)
  server.on('request', starting)
  await listening(server, listen)
  // Made-up data never mixes with what was seen: its history is a temporary one.
  const folder = demo ? mkdtempSync(join(tmpdir(), 'rollcall-demo-')) : options.data
  const approvals = new ApprovedSenders(options.data, log)
  const desk = new Desk(folder, Date.now, log)
  const changed = (): void => hub.changed()
  const dns = options.reverseDns ? new ReverseNames({ resolver: reverseResolver(), now: Date.now, changed }) : null
  const names = new NameDesk({
    folder,
    builtIn: demo ? DEMO_NAMES : [],
    reverse: (address, shown) => dns?.name(address, shown) ?? null,
    changed,
    onUnreadable: log,
  })
  const walls = new WallBook(options.data, () => hub.changed(), log)
  const tell = noticeTeller(log)
  let restore: Awaited<ReturnType<typeof earlierRun>> = () => undefined
  const room = new TableRoom(options.memory.table)
  const history = await History.open({
    folder,
    keep: options.keep,
    queue: options.memory.queue,
    memory: options.memory.history,
    tables: (source) => monitor.taps.find(({ name }) => name === source)?.table ?? null,
    silent: () => silentMembers(monitor.taps),
    names: names.book,
    onNotice: (notice) => tell('The history', notice),
  })
  const certificateStatus = (): Certificate['status'] => door.certificate?.status ?? null
  const channels = new ChannelDesk({
    ...{ folder, fixed: options.channels, publicUrl: options.publicUrl, demo, desk, names: names.book, log },
    facts: () => ({
      sources: monitor.taps.map((tap) => tap.source()),
      history: history.status(),
      certificate: certificateStatus(),
    }),
    ...{ now: Date.now, random: Math.random, newId: randomUUID },
  })
  const monitor: Monitor = new Monitor({
    sources: options.sources,
    joints: options.joints,
    tap: { ...options.tap, room },
    packetBlocks: options.memory.packetBlocks,
    sinks: [historySink(history), desk.sink, channels.sink],
    desk,
    names: names.book,
    walls,
    changed: () => hub.changed(),
    vendor: vendorOf,
    captureRemedy: options.captureRemedy,
    found: (tap) => restore(tap),
    now: Date.now,
  })
  const approve = (source: string, address: string): Notice | null => {
    const input = monitor.tap(source)?.input
    if (!(input instanceof MirrorListener)) return notice('no-senders-here', { source })
    if (!input.approve(address)) return notice('sender-refused', { address })
    return approvals.add(source, address)
  }
  for (const { name, input } of monitor.channels) {
    if (input instanceof MirrorListener) for (const address of approvals.of(name)) input.approve(address)
  }
  const dryRun = dryRunner(history, options.tap)
  const schedule = new ExportRunner({
    exports: options.exports,
    history,
    done: new DoneFile(folder),
    notes: () => desk.notes(),
    now: Date.now,
    log,
  })
  const captures = new ImportDesk({
    ...options.imports,
    folder,
    history,
    taken: () => monitor.taps.map(({ name }) => name),
    now: Date.now,
  })
  const onError = (error: unknown): void =>
    log(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  server.off('request', starting)
  server.on(
    'request',
    createApp({
      subject: monitor,
      history,
      desk,
      names,
      walls,
      access,
      audit,
      dryRun,
      captures,
      channels,
      schedule,
      guard,
      clientOf,
      underWay,
      approve,
      about: { schemas: answerSchemas(SCHEMAS), version: VERSION },
      metrics: {
        ...{ version: VERSION, labels: options.metricLabels, viewers: () => hub.viewers },
        connections: () => door.lines,
        deliveries: () => channels.list(),
        captureStarts: () =>
          monitor.channels.flatMap(({ name, input }) => (input instanceof LiveSource ? [[name, input.starts]] : [])),
      },
      clientFolder: CLIENT,
      onError,
    }),
  )
  const build = buildId()
  const hello = (request: IncomingMessage): Hello => {
    const role = guard.roleOf(request)
    return { version: VERSION, build, demo, now: Date.now(), role }
  }
  const hub = new LiveHub(server, {
    subject: monitor,
    hello,
    allowRequest: guard.allowRequest,
    mayWatch: guard.mayWatch,
    visitorOf: visitors(guard),
    certificate: () => certificateStatus()?.notice ?? null,
    onError,
  })

  const watch = setInterval(() => {
    for (const tap of monitor.taps) {
      const { name, notice } = tap.source()
      tell(`Source ${name}`, notice)
    }
  }, 1_000)
  const asked = setInterval(keeper.look, SECOND)
  const unwatched = watchMemory(options.memory, room, log)
  restore = await earlierRun(history, Date.now())
  for (const tap of monitor.taps) restore(tap)
  monitor.start()
  announce(options, server, folder, access.needed)
  schedule.start()
  channels.start()
  // Beside a server that holds the folder this one must not speak in its place.
  const gone = history.status().state === 'failed' ? () => undefined : tellWhere(folder, door, keeper.key)
  await untilStopped

  log('Stopping ...')
  clearInterval(watch)
  clearInterval(asked)
  unwatched()
  dns?.stop()
  await monitor.stop()
  await channels.stop()
  await schedule.stop()
  await captures.stop()
  await history.stop()
  await keeper.stop()
  gone()
  if (demo) rmSync(folder, { recursive: true, force: true })
  await hub.close()
  door.stop()
  server.closeAllConnections()
  server.close()
}

/** Changes when the page does. */
function buildId(): string {
  try {
    return createHash('sha256')
      .update(readFileSync(join(CLIENT, 'index.html')))
      .digest('hex')
      .slice(0, 12)
  } catch {
    return VERSION
  }
}
