import { parse } from 'csv-parse'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Answers } from '../../../shared/api.ts'
import { parseIPv4 } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { channelOf, hostOf, vlanOf } from './crowd.ts'
import type { Gap } from './course.ts'
import type { Recorded } from './reckoning.ts'

/* What the product itself answers, by the ways that a person has. */

type Row = Readonly<Record<string, string>>

async function* rows(origin: string, path: string): AsyncGenerator<Row> {
  const response = await fetch(`${origin}/api/v1${path}`)
  if (!response.ok || !response.body) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  const parser = parse({ columns: true, bom: true })
  const piped = pipeline(Readable.fromWeb(response.body as ReadableStream), parser)
  yield* parser as AsyncIterable<Row>
  await piped
}

const isOfCrowd = (vlan: string, segments: number): boolean =>
  Number(vlan) >= vlanOf(0) && Number(vlan) < vlanOf(segments)

const addressOf = (text: string): number => parseIPv4(text) ?? Number.NaN

/** Joins, leaves and expiries of the crowd, in the order of time. */
export async function recorded(origin: string, segments: number, from: EpochMs): Promise<Recorded[]> {
  const found: Recorded[] = []
  for await (const row of rows(origin, `/export/events.csv?from=${from}`)) {
    const { event: kind = '', vlan = '', group = '', host = '', epoch_ms: at } = row
    if (kind !== 'joined' && kind !== 'left' && kind !== 'expired') continue
    if (!isOfCrowd(vlan, segments) || !group.startsWith('239.')) continue
    found.push({ at: Number(at), kind, host: hostOf(addressOf(host)), channel: channelOf(addressOf(group)) })
  }
  return found
}

/** The channels of each host, as the memberships that last have them. */
export async function lasting(origin: string, segments: number): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>()
  for await (const row of rows(origin, `/export/memberships.csv?from=${Date.now()}`)) {
    const { ended_utc: ended = '', vlan = '', group = '', host = '' } = row
    if (ended !== '' || !isOfCrowd(vlan, segments) || !group.startsWith('239.')) continue
    const channels = found.get(hostOf(addressOf(host))) ?? []
    channels.push(channelOf(addressOf(group)))
    found.set(hostOf(addressOf(host)), channels)
  }
  return found
}

/** Times of which the history says that nobody watched. */
export async function gaps(origin: string, from: EpochMs): Promise<Gap[]> {
  const response = await fetch(`${origin}/api/v1/history/marks?from=${from}&to=${Date.now()}`)
  if (!response.ok) throw new Error(`/history/marks: ${response.status} ${await response.text()}`)
  return [...((await response.json()) as Answers['/history/marks']).gaps]
}

export const overview = async (origin: string, filter: string): Promise<Answers['/overview']> =>
  (await (await fetch(`${origin}/api/v1/overview?filter=${encodeURIComponent(filter)}`)).json()) as Answers['/overview']

export const sources = async (origin: string): Promise<Answers['/sources']> =>
  (await (await fetch(`${origin}/api/v1/sources`)).json()) as Answers['/sources']
export const historyState = async (origin: string): Promise<Answers['/history/state']> =>
  (await (await fetch(`${origin}/api/v1/history/state`)).json()) as Answers['/history/state']
