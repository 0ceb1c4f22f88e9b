/** The colour tokens as a canvas needs them. */
const TOKENS = {
  bg: '--bg',
  surface2: '--surface-2',
  line: '--line',
  lineStrong: '--line-strong',
  text: '--text',
  text2: '--text-2',
  data: '--data',
  data2: '--data-2',
  band: '--band',
  bandEdge: '--band-edge',
  ok: '--ok',
  warn: '--warn',
  crit: '--crit',
  stale: '--stale',
  info: '--info',
  mark: '--mark',
  other: '--other',
  hatch: '--hatch',
} as const
export type Ink = Readonly<Record<keyof typeof TOKENS, string>>

/** Reads the tokens as they hold at an element: a disconnected page has grey ones. */
export function readInk(element: Element): Ink {
  const style = getComputedStyle(element)
  const entries = Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()])
  return Object.fromEntries(entries) as Ink
}
