/*
 * Whether the sentence of the wall has room. Pure, and by its letters, since what is shown must not be laid out to know
 * it; a little too strict, since what does not fit would be cut.
 */

/** A line in letters, and how many lines. */
export interface Lines {
  letters: number
  lines: number
}

/** The verdict alone beside the clock, on a screen of 16 to 9. */
export const THREE_LINES: Lines = { letters: 28, lines: 3 }
const BESIDE_HERO: Lines = { letters: 18.5, lines: 3 }
/** `12:04` is wider than `2:04`. */
const HERO_LETTERS = 4
const HERO_DIGIT = 2.4

export const linesBeside = (hero: string): Lines => ({
  ...BESIDE_HERO,
  letters: BESIDE_HERO.letters - HERO_DIGIT * Math.max(0, hero.length - HERO_LETTERS),
})

/** Widths of Inter: half a letter, and half as much again. */
const NARROW = /[\s1fijlrtI.,:;|!'()[\]]/
const WIDE = /[mwMW@%]/
const widthOf = (word: string): number =>
  Array.from(word).reduce((sum, letter) => sum + (NARROW.test(letter) ? 0.55 : WIDE.test(letter) ? 1.5 : 1), 0)
const SPACE = widthOf(' ')

/** Word by word, as a browser breaks lines. */
export function fitsLines(text: string, { letters, lines }: Lines): boolean {
  let [line, at] = [1, 0]
  for (const word of text.split(/\s+/)) {
    const width = widthOf(word)
    if (width > letters) return false
    if (at > 0 && at + SPACE + width > letters) [line, at] = [line + 1, 0]
    at += (at > 0 ? SPACE : 0) + width
  }
  return line <= lines
}
