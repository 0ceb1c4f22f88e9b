import { ADDRESS_ORDERS, addressOrder, familyOf, parseAddress, type Address } from '../../shared/address.ts'
import { compareNames } from './order.ts'
import { NoSuchPosition, type Scale } from './position.ts'
import type { Scene } from './scene.ts'

/* Groups and hosts that are ranked alike stand by segment, then by address. */

/** The rank of a segment that is named in a position; of one that is unknown here, between its neighbours. */
export function rankOf(scene: Scene, name: string, address: Address): number {
  const place = scene.placeNamed(name, familyOf(address))
  if (place) return place.rank
  let before = 0
  for (const { segment } of scene.places) if (compareNames(segment.segment.name, name) < 0) before += 1
  return before - 0.5
}

/** The segment's and the address's share of a position. */
export function readPlace(
  scene: Scene,
  segment: unknown,
  text: unknown,
): { address: Address; secondary: number; rank: number } {
  const address = typeof text === 'string' ? parseAddress(text) : null
  if (typeof segment !== 'string' || address === null) throw new NoSuchPosition()
  const rank = rankOf(scene, segment, address)
  return { address, rank, secondary: rank * ADDRESS_ORDERS + addressOrder(address) }
}

/** A list by segment: the position has it anyway. */
export const SEGMENTS: Scale = { write: () => null, read: () => 0 }
