import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hello } from '../../shared/live.ts'
import { SECOND } from '../../shared/time.ts'
import { ApprovedSenders } from '../approvals.ts'
import { ChannelDesk } from '../channel-desk.ts'
import { LiveSource } from '../capture/live.ts'
import { reverseResolver } from '../dns/resolver.ts'
import { ReverseNames } from '../dns/reverse-names.ts'
import { History, silentMembers } from '../history/store.ts'
import { answerSchemas } from '../http/answer-schemas.ts'
import { createApp } from '../http/app.ts'
import { starting } from '../http/starting.ts'
import { UnderWay } from '../http/under-way.ts'
import { LiveHub } from '../live/hub.ts'
import { Desk } from '../desk.ts'
import { earlierRun } from '../earlier.ts'
import { dryRunner } from '../dry-run/runner.ts'
import { NameDesk } from '../name-desk.ts'
import { DEMO_NAMES } from '../names/demo.ts'
import { TableRoom } from '../membership/table-room.ts'
import { Monitor } from '../monitor.ts'
import { historySink } from '../history-sink.ts'
import { collectEarly } from '../heap-growth.ts'
import { DoneFile } from '../exports/done-file.ts'
import { ExportRunner } from '../exports/runner.ts'
import { mustBeApart } from '../import/apart.ts'
import { ImportDesk } from '../import/desk.ts'
import type { Certificate } from '../tls.ts'
import { vendorOf } from '../vendor.ts'
import { VERSION } from '../version.ts'
import { WallBook } from '../walls.ts'
import { announce } from './announce.ts'
import { approving } from './approving.ts'
import { buildId } from './build-id.ts'
import { openDoor } from './door.ts'
import { doorkeeper } from './doorkeeper.ts'
import { holdFolder } from './hold-folder.ts'
import { listening, tellWhere } from './listening.ts'
import { noticeTeller } from './notice-teller.ts'
import type { ServeOptions } from './serve-settings.ts'
import { visitors } from './visitor.ts'
import { watchMemory } from './watch-memory.ts'

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
  door.lines.sparing((request) => guard.whoOf(request) !== null)
  const held = holdFolder(data, demo)
  server.on('request', starting)
  await listening(server, listen)
  // Made-up data never mixes with what was seen: its history is a temporary one.
  const folder = demo ? mkdtempSync(join(tmpdir(), 'rollcall-demo-')) : options.data
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
    locked: held !== null && !demo,
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
    ...{ now: Date.now, even: () => performance.now(), random: Math.random, newId: randomUUID },
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
  const approve = approving(monitor, new ApprovedSenders(options.data, log))
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
    memory: options.memory.bytes,
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
      certificate: () => door.certificate?.told ?? null,
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
  const build = buildId(CLIENT)
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
  // Where no history can be kept there is nothing that a command could hand over.
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
  held?.release()
  if (demo) rmSync(folder, { recursive: true, force: true })
  await hub.close()
  door.stop()
  server.closeAllConnections()
  server.close()
}
