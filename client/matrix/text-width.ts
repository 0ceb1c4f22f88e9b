/** As the label at the cursor is written: it is the widest. */
const FONT = "600 12px 'Inter Variable', 'Segoe UI', 'Noto Sans', sans-serif"
/** A letter, where nothing can be measured. */
const LETTER_PX = 7
const MOST = 4_096

let context: CanvasRenderingContext2D | null | undefined
const known = new Map<string, number>()

/** Pixels of a label. What was measured is kept, up to `MOST` labels. */
export function textWidth(label: string): number {
  const width = known.get(label)
  if (width !== undefined) return width
  if (context === undefined) context = document.createElement('canvas').getContext('2d')
  if (!context) return label.length * LETTER_PX
  context.font = FONT
  // Before the font is there another one is measured, so a little is added and nothing is kept.
  // The figures of a page are all as wide as each other; those of a canvas outside of it are not.
  const measured = Math.ceil(context.measureText(label.replace(/\d/g, '0')).width)
  if (!document.fonts.check(FONT)) return Math.max(measured, label.length * LETTER_PX)
  if (known.size >= MOST) known.clear()
  known.set(label, measured)
  return measured
}
