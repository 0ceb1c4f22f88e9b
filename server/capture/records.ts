/** A captured frame longer than this is damage: libpcap itself never captures more. Octets. */
export const MAX_FRAME = 262_144

/**
 * One of the two formats. `take` parses whole records of data[pos..end) and answers where it stopped; that may lie
 * beyond `end`, when octets nobody needs are to be skipped. Where it stopped short, `need` says how many octets it wants
 * from there. Damage stops it for good.
 */
export interface RecordParser {
  readonly need: number
  readonly damage: string | null
  /** The record kind it would read next, for the sentence about a cut. */
  readonly reading: string
  take(data: Uint8Array, view: DataView, pos: number, end: number): number
}
