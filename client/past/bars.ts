import type { MarkBin, Marks } from '../../shared/past.ts'
import { shareOf, type ScrubRange } from './scrub.ts'

/** Paths of the bars: joins up from the middle, leaves and then expiries down. */
export interface BarPaths {
  joined: string
  left: string
  expired: string
  /** What a bar of full height stands for. */
  top: number
}

/** A change of one is seen, whatever the largest is. */
const LEAST_PX = 1.5
const GAP_PX = 0.5

/** The bars of `marks` within `range`, in a picture of so many pixels; one scale for up and down. */
export function barPaths(
  marks: Pick<Marks, 'bins' | 'from' | 'width'>,
  range: ScrubRange,
  width: number,
  height: number,
): BarPaths {
  const top = marks.bins.reduce((most, { joined, left, expired }) => Math.max(most, joined, left + expired), 1)
  const middle = height / 2
  const tall = (n: number): number => (n === 0 ? 0 : Math.max(LEAST_PX, (n / top) * (middle - 1)))
  const paths = { joined: '', left: '', expired: '' }
  marks.bins.forEach((bin, i) => {
    if (isQuiet(bin)) return
    const begin = marks.from + i * marks.width
    if (begin + marks.width <= range.from || begin >= range.to) return
    const x = shareOf(begin, range) * width
    const wide = Math.max(1, shareOf(begin + marks.width, range) * width - x - GAP_PX)
    const bar = (y: number, h: number): string => `M${f(x)} ${f(y)}h${f(wide)}v${f(h)}h${f(-wide)}z`
    const [up, down, end] = [tall(bin.joined), tall(bin.left), tall(bin.expired)]
    if (up > 0) paths.joined += bar(middle - up, up)
    if (down > 0) paths.left += bar(middle, down)
    if (end > 0) paths.expired += bar(middle + down, Math.min(end, height - middle - down))
  })
  return { ...paths, top }
}
const f = (n: number): string => n.toFixed(1)

const isQuiet = ({ joined, left, expired }: MarkBin): boolean => joined + left + expired === 0
