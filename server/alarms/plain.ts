/*
 * Text from the network may hold anything: line ends that would begin a header, terminal escapes, marks that turn a line
 * round. In a message it is shown, never obeyed.
 */

/** What has no shape of its own (Unicode categories Cc, Cf, Cs, Co, Zl, Zp): control, direction, invisible, half letters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu
/** Marks on one letter; with hundreds of them it covers the lines around it. */
const PILED = /(\p{M}{5})\p{M}+/gu

/** One line of at most `most` characters (UTF-16), cut between letters. */
export function plain(text: string, most: number): string {
  // What will be cut is not looked at first: it may be 10 MB.
  const seen = text
    .slice(0, most * 4)
    .replace(/[\r\n\t]+/g, ' ')
    .replace(UNSEEN, '\u{FFFD}')
    .replace(PILED, '$1')
  return shortened(seen, most)
}

export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  // Not through the middle of a letter beyond U+FFFF.
  const last = cut.charCodeAt(cut.length - 1)
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`
}

/** At most `most` octets of UTF-8, cut between letters. */
export function octets(text: string, most: number): string {
  let length = 0
  let end = 0
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (length > most) return text.slice(0, end)
    end += letter.length
  }
  return text
}
