import { createRequire } from 'node:module'

/* The only file that knows oui-data: the IEEE's list of who makes network cards, 5.6 MB as text. */

let makers: Readonly<Record<string, string>> | null = null

/** The maker of a network card by its MAC; null when nobody has registered it or the address was made up locally. */
export function vendorOf(mac: string): string | null {
  const digits = mac.replace(/[^0-9a-f]/gi, '').toUpperCase()
  if (digits.length !== 12) return null
  // IEEE 802-2014 s8.4: the bit that says locally administered; nobody's prefix.
  if (Number.parseInt(digits.slice(0, 2), 16) & 2) return null
  makers ??= createRequire(import.meta.url)('oui-data') as Record<string, string>
  const entry = makers[digits.slice(0, 9)] ?? makers[digits.slice(0, 7)] ?? makers[digits.slice(0, 6)]
  return entry?.split('\n')[0]?.trim() ?? null
}
