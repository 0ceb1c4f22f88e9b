/*
 * How large the text of a wall has to be. Pure. ISO 9241-3 asks for characters of 16 minutes of arc at least and prefers
 * 20 to 22; the height of a character is that of its capitals.
 */

export interface WallScreen {
  /** The diagonal, and how far away its reader stands. */
  inches: number
  metres: number
  /** Of the picture, in CSS pixels; it fills the screen. */
  width: number
  height: number
}

const LEAST_ARC = 16
const PREFERRED_ARC = 20
const MM_PER_INCH = 25.4
/** Height of a capital of Inter, of its type size. */
const CAPITALS = 0.7273

/** Pixels of the type size whose capitals are seen under so many minutes of arc. */
function typeSize(screen: WallScreen, arc: number): number {
  const { inches, metres, width, height } = screen
  const mmPerPixel = (inches * MM_PER_INCH) / Math.hypot(width, height)
  const capitals = metres * 1_000 * Math.tan(((arc / 60) * Math.PI) / 180)
  return capitals / mmPerPixel / CAPITALS
}
export const leastText = (screen: WallScreen): number => typeSize(screen, LEAST_ARC)
export const preferredText = (screen: WallScreen): number => typeSize(screen, PREFERRED_ARC)

/** The screen that the sizes of `tokens.css` were drawn for, where the unit is a hundredth of the height. */
const DRAWN_FOR: WallScreen = { inches: 55, metres: 4, width: 1920, height: 1080 }

/**
 * Pixels of the unit `--u`, which all six sizes of the wall are multiples of: one factor for the screen and the distance.
 * What then does not fit is dropped (`fit.ts`), never shrunk.
 */
export const unitOf = (screen: WallScreen): number =>
  (DRAWN_FOR.height / 100) * (leastText(screen) / leastText(DRAWN_FOR))

/** The picture in units. */
export interface Room {
  wide: number
  high: number
}
export function roomOf(screen: WallScreen): Room {
  const unit = unitOf(screen)
  return { wide: screen.width / unit, high: screen.height / unit }
}

/** A narrower picture is one of a phone in a hand, not of a wall. */
export const PHONE_WIDTH = 700
