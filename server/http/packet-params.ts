import { z } from 'zod'
import { familyOf, parseAddress, parseMac, type Address, type Mac } from '../../shared/address.ts'
import { MAX_PACKETS } from '../../shared/packets.ts'
import type { EpochMs } from '../../shared/time.ts'
import { CUT, FILTER, read } from './params.ts'
import { HttpProblem } from './problem.ts'

const DEFAULT_LIMIT = 100

const limit = z
  .string()
  .regex(/^\d{1,4}$/, 'it must be a whole number')
  .transform(Number)
  .pipe(z.int().min(1, 'it must be 1 at least').max(MAX_PACKETS, `it must be ${MAX_PACKETS} at most`))
  .meta({ type: 'integer', minimum: 1, maximum: MAX_PACKETS, description: 'Rows of the answer at most.' })
  .default(DEFAULT_LIMIT)
const moment = z
  .string()
  .regex(/^\d{1,16}(\.\d+)?$/, 'it must be epoch milliseconds')
  .transform(Number)
  .meta({ type: 'number', description: 'Epoch milliseconds.' })
const text = z.string().max(200)

export const PACKET_LIST = z.strictObject({
  filter: CUT.filter,
  limit,
  at: moment.optional(),
  until: moment.optional(),
})
export const packetListOf = (
  query: unknown,
): { filter: string; limit: number; at?: EpochMs | undefined; until?: EpochMs | undefined } => read(PACKET_LIST, query)

export const PACKET_LIMIT = z.strictObject({ limit })
export const packetLimitOf = (query: unknown): number => read(PACKET_LIMIT, query).limit

export const packetFilterOf = (query: unknown): string => read(FILTER, query).filter

export const PACKET_MOMENT = z.strictObject({ at: moment.optional() })
export const packetMomentOf = (query: unknown): EpochMs | null => read(PACKET_MOMENT, query).at ?? null

export const PROOF = z.strictObject({
  segment: text,
  group: text,
  host: text.optional(),
  mac: text.optional(),
  until: moment.optional(),
})

export interface ProofAsked {
  segment: string
  group: Address
  /** null: whoever reported. */
  host: Address | null
  mac: Mac | null
  until: EpochMs | null
}

export function proofOf(query: unknown): ProofAsked {
  const { segment, group, host, mac, until } = read(PROOF, query)
  const asked = groupAddress(group)
  const from = host === undefined ? null : parseAddress(host)
  if (host !== undefined && (from === null || familyOf(from) !== familyOf(asked))) {
    throw new HttpProblem(400, `host: ${host} is no address like that of the group.`)
  }
  const card = mac === undefined ? null : parseMac(mac)
  if (mac !== undefined && card === null) throw new HttpProblem(400, `mac: ${mac} is no MAC address.`)
  return { segment, group: asked, host: from, mac: card, until: until ?? null }
}

export function groupAddress(group: string): Address {
  const address = parseAddress(group)
  if (address === null) throw new HttpProblem(400, `${group} is no address, like 239.1.1.1 or ff3e::8000:1.`)
  return address
}
