import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as others } from 'node:timers/promises'
import type { Response, Router } from 'express'
import type { Address } from '../../../shared/address.ts'
import type { Answers } from '../../../shared/api.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import { SAME_MOMENT } from '../../../shared/packets.ts'
import { MINUTE, type DurationMs } from '../../../shared/time.ts'
import { matcher } from '../../views/list.ts'
import type { KeptPacket, Wanted } from '../../views/packet-log.ts'
import {
  isReportOf,
  packetAccess,
  packetAt,
  packetOf,
  packetRow,
  packetsKept,
  packetsOf,
  type FoundPacket,
} from '../../views/packets.ts'
import type { Subject } from '../../views/subject.ts'
import { groupAddress, packetFilterOf, packetLimitOf, packetListOf, packetMomentOf, proofOf } from '../packet-params.ts'
import { mustBeReadable, noParameters } from '../params.ts'
import { captureFile } from '../pcap-file.ts'
import { HttpProblem } from '../problem.ts'

/** Requests that go through packets at a time; further ones are asked to wait. */
const MAX_READING = 8
/** Files on their way at a time: each holds on to its packets, however long ago they were dropped. */
const MAX_FILES = 8
/** A reader that takes nothing for so long makes room for others. */
const STALLED: DurationMs = 2 * MINUTE

/** The packets that the taps keep: lists of them, one with all its fields, and files for other programs. */
export function packets(router: Router, subject: Subject): void {
  const busy = atATime(MAX_READING)
  const files = atATime(MAX_FILES)

  async function file(response: Response, asked: Asked, matches: Matches, name: readonly string[]): Promise<void> {
    await files(async () => {
      const kept = await busy(() => collect(subject, asked, matches, Number.POSITIVE_INFINITY, keptOf))
      await send(response, kept, name)
    })
  }

  router.get('/packets', async (request, response) => {
    const { filter, limit, at, until } = packetListOf(request.query)
    const matches = test(subject, filter)
    const moment = at === undefined ? {} : { since: at - SAME_MOMENT, until: at + SAME_MOMENT }
    const bound = until === undefined ? {} : { until }
    const found = await busy(() => collect(subject, { ...moment, ...bound }, matches, limit, whole))
    response.json({ rows: found.map(packetRow), kept: packetsKept(subject) } satisfies Answers['/packets'])
  })
  router.get('/packets.pcap', async (request, response) => {
    const filter = packetFilterOf(request.query)
    const matches = test(subject, filter)
    await file(response, {}, matches, ['packets', slug(filter)])
  })
  router.get('/packets/:source/:frame', (request, response) => {
    const at = packetMomentOf(request.query)
    const { source, frame } = request.params
    const number = frameNumber(frame)
    const found = packetAt(subject, source, number, at)
    const packet = found && packetOf(found.kept, found.source)
    if (!packet) throw notKept(source, number)
    response.json(packet satisfies Answers['/packets/:source/:frame'])
  })
  router.get('/packets/:source/:frame/packet.pcap', async (request, response) => {
    noParameters(request.query)
    const { source, frame } = request.params
    const found = packetAt(subject, source, frameNumber(frame), null)
    if (!found) throw notKept(source, frameNumber(frame))
    await send(response, [found.kept], ['packet', slug(source), frame])
  })
  router.get('/groups/:segment/:group/packets', async (request, response) => {
    const limit = packetLimitOf(request.query)
    const wanted = ofGroup(request.params.segment, groupAddress(request.params.group))
    const found = await busy(() => collect(subject, wanted, () => true, limit, whole))
    response.json({
      rows: found.map(packetRow),
      kept: packetsKept(subject),
    } satisfies Answers['/groups/:segment/:group/packets'])
  })
  router.get('/groups/:segment/:group/packets.pcap', async (request, response) => {
    noParameters(request.query)
    const { segment, group } = request.params
    const wanted = ofGroup(segment, groupAddress(group))
    await file(response, wanted, () => true, ['packets', slug(segment), slug(group)])
  })
  router.get('/proof', async (request, response) => {
    const { segment, group, host, mac, until } = proofOf(request.query)
    const wanted: Wanted = { segment, group, ...(host === null ? {} : { host }) }
    const bound = until === null ? {} : { until: until + SAME_MOMENT }
    const [found] = await busy(() =>
      collect(subject, { ...wanted, ...bound }, (packet) => isReportOf(packet, mac, group), 1, whole),
    )
    const answer: Answers['/proof'] = { packet: found ? packetRow(found) : null, kept: packetsKept(subject) }
    response.json(answer)
  })
}

type Asked = Parameters<typeof packetsOf>[1]
type Matches = (found: FoundPacket) => boolean

/** What is read again is not held on to. */
const keptOf = ({ kept }: FoundPacket): KeptPacket => kept
const whole = (found: FoundPacket): FoundPacket => found
const ofGroup = (segment: string, group: Address): Wanted => ({ segment, group, general: true })

function atATime(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  return async (work) => {
    if (running >= limit) {
      const told = notice('packets-busy', { limit })
      throw new HttpProblem(503, sentence(told), { notice: told, retryAfter: 2 })
    }
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
    }
  }
}

function test(subject: Subject, filter: string): Matches {
  const { matches, error } = matcher(filter, packetAccess(subject))
  mustBeReadable(error)
  return matches
}

/** The newest ones, at most `limit`. The capture goes on meanwhile. */
async function collect<T>(
  subject: Subject,
  asked: Asked,
  matches: Matches,
  limit: number,
  take: (found: FoundPacket) => T,
): Promise<T[]> {
  const found: T[] = []
  for (const packet of packetsOf(subject, asked, matches)) {
    if (packet === null) await others()
    else if (found.push(take(packet)) >= limit) break
  }
  return found
}

function notKept(source: string, frame: number): HttpProblem {
  const told = notice('packet-not-kept', { source, frame })
  return new HttpProblem(404, sentence(told), { notice: told })
}

function frameNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new HttpProblem(400, `${text} is no number of a frame.`)
  return Number(text)
}

async function send(response: Response, kept: readonly KeptPacket[], name: readonly string[]): Promise<void> {
  const { extension, pieces } = captureFile(kept)
  response.set('content-type', extension === 'pcap' ? 'application/vnd.tcpdump.pcap' : 'application/x-pcapng')
  const file = `${name.filter((part) => part !== '').join('_')}.${extension}`
  response.set('content-disposition', `attachment; filename="${file}"`)
  response.setTimeout(STALLED, () => response.destroy())
  try {
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), response)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error
  }
}

/** A part of a file's name. */
const slug = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60)
