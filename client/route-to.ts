import { parseMac } from '../shared/address.ts'
import type { HostId } from '../shared/event.ts'

/** The pages of one group and of one host. A host without an address is known by its MAC. */
export const toGroup = (segment: string, group: string) => ({ name: 'group', params: { segment, group } })

export const toHost = (segment: string, { ip, mac }: HostId) => ({
  name: 'host',
  params: { segment, host: isNameless(ip) && mac !== null ? mac : ip },
  query: isNameless(ip) || mac === null ? {} : { mac },
})

const isNameless = (ip: string): boolean => ip === '0.0.0.0'

/** What a person calls a host: its address, or its MAC where it has none. */
export const hostTitle = ({ ip, mac }: HostId): string => (isNameless(ip) && mac !== null ? mac : ip)

/** How the book of names may know a host, the usual one first. */
export const bookSubjects = ({ ip, mac }: HostId): string[] => [
  ...(isNameless(ip) ? [] : [ip]),
  ...(mac === null ? [] : [mac]),
]

/** The host that the address of a page names. */
export function hostOf(param: string, mac: unknown): HostId {
  if (parseMac(param) !== null) return { ip: '0.0.0.0', mac: param }
  return { ip: param, mac: typeof mac === 'string' && mac !== '' ? mac : null }
}
