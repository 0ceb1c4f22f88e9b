import type { Name } from '../../shared/names.ts'
import { t } from '../i18n/index.ts'

/*
 * How a name is said. One that is of a whole range never stands for one of its addresses: then the address is what is
 * called, and the name is a hint beside it.
 */

export const exactName = (name: Name | null): string | null => (name?.exact ? name.text : null)

/** Where there is room for one word: the address stands near or one pointer away. */
export const labelOf = (address: string, name: Name | null): string => exactName(name) ?? address

/** In a sentence: `TV Sport 1 (239.1.1.1)`. */
export function withAddress(address: string, name: Name | null): string {
  const exact = exactName(name)
  return exact === null ? address : t('names.withAddress', { name: exact, address })
}

/** All that is known, for a pointer that rests: the name, of what, and where it comes from. */
export function nameTitle(address: string, name: Name | null): string {
  if (!name) return address
  const origin = t(name.exact ? `names.origin.${name.origin}` : `names.rangeOrigin.${name.origin}`)
  return t('names.title', { name: name.text, address, origin })
}
