import { parseAddress, parseMac, type Address } from '../../shared/address.ts'
import type { NameEntry } from '../../shared/names.ts'
import type { NamedHost, NamedSegment } from '../../server/names/names.ts'

export const at = (text: string): Address => {
  const address = parseAddress(text)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}
export const host = (ip: string, mac: string | null = null): NamedHost => ({
  ip: at(ip),
  mac: mac === null ? null : parseMac(mac),
})
/** By its path; the VLAN stack is its last part. */
export const segment = (name: string): NamedSegment => {
  const stack = name.split('/').at(-1) ?? ''
  return { name, vlans: /^[\d.]+$/.test(stack) ? stack.split('.').map(Number) : [] }
}
/** `group 239.1.1.1 = TV Sport 1`, `host 10.0.0.0/24 @ vlan:20 = Lobby`. */
export const entry = (line: string): NameEntry => {
  const [, kind, subject, on = null, name] = /^(\w+) (\S+)(?: @ (\S+))? = (.*)$/.exec(line) ?? []
  return { kind, subject, on, name } as NameEntry
}
