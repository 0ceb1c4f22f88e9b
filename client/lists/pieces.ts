/*
 * A filter as the field shows it: its terms, each in one piece. Pure: also what cannot be read has its pieces.
 */

/** The terms of a filter: what stands between spaces that are not within quotes. */
export function piecesOf(filter: string): string[] {
  const pieces: string[] = []
  let piece = ''
  let quoted = false
  for (let at = 0; at < filter.length; at += 1) {
    const letter = filter[at]!
    if (quoted && letter === '\\') {
      piece += letter + (filter[at + 1] ?? '')
      at += 1
    } else if (!quoted && /\s/.test(letter)) {
      if (piece !== '') pieces.push(piece)
      piece = ''
    } else {
      if (letter === '"') quoted = !quoted
      piece += letter
    }
  }
  return piece === '' ? pieces : [...pieces, piece]
}

/** Whether a quotation mark is open at the end: a space is then a part of the value. */
export const isOpen = (piece: string): boolean => (piece.replace(/\\./gs, '').match(/"/g)?.length ?? 0) % 2 === 1

export const joinPieces = (pieces: readonly string[]): string => pieces.filter((piece) => piece !== '').join(' ')

/** A term in its parts, to be drawn: `-`, `vlan:`, `10|20`. */
export function partsOf(piece: string): { negated: boolean; field: string; value: string } {
  const negated = piece.startsWith('-') && piece.length > 1
  const rest = negated ? piece.slice(1) : piece
  const field = /^[a-z]+:/i.exec(rest)?.[0] ?? ''
  return { negated, field, value: rest.slice(field.length) }
}

/** The piece in which a column of the joined pieces lies, counted from 0; behind the last one it is the last. */
export function pieceAt(pieces: readonly string[], column: number): number {
  let end = 0
  for (const [index, piece] of pieces.entries()) {
    end += piece.length + 1
    if (column <= end) return index
  }
  return pieces.length - 1
}

/** Typing that has not come to its end: a field without a value, a lone `-`, an open quotation mark, a bar at the end. */
export const isUnfinished = (piece: string): boolean =>
  /^-?([a-z]+:)?$/i.test(piece) || isOpen(piece) || piece.endsWith('|')

/** As a value of the grammar: in quotes where it needs them. */
export const quotedValue = (value: string): string =>
  /^[^\s|"]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`

/** The terms with those of `field` replaced, as a switch of the page sets them; `values` empty: none. */
export function withField(filter: string, field: string, values: readonly string[]): string {
  const others = piecesOf(filter).filter((piece) => partsOf(piece).negated || partsOf(piece).field !== `${field}:`)
  return joinPieces(values.length === 0 ? others : [...others, `${field}:${values.map(quotedValue).join('|')}`])
}

/** The values of `field` in terms that are not negated. */
export const fieldValues = (filter: string, field: string): string[] =>
  piecesOf(filter)
    .map(partsOf)
    .filter((parts) => !parts.negated && parts.field === `${field}:`)
    .flatMap(({ value }) => value.split('|'))
