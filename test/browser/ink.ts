import type { Locator } from 'playwright-core'

export interface Ink {
  /** Pixels of the colour. */
  ink: number
  /** The same by tenths of the width, from the left. */
  tenths: number[]
}

/** How much of a canvas is drawn in the colour that a custom property names. */
export function inkOf(canvas: Locator, property: string): Promise<Ink> {
  return canvas.evaluate((element, name) => {
    const drawn = element as HTMLCanvasElement
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    // Read from a copy: a canvas that is read often is drawn in another way from then on.
    const copy = document.createElement('canvas')
    copy.width = drawn.width
    copy.height = drawn.height
    const context = copy.getContext('2d', { willReadFrequently: true })
    if (drawn.width > 0) context?.drawImage(drawn, 0, 0)
    const tenths = Array.from({ length: 10 }, () => 0)
    if (!probe || !context || drawn.width === 0) return { ink: 0, tenths }
    probe.fillStyle = getComputedStyle(drawn).getPropertyValue(name).trim()
    probe.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data
    const { data, width } = context.getImageData(0, 0, drawn.width, drawn.height)
    let ink = 0
    for (let at = 0; at < data.length; at += 4) {
      const away = Math.abs(data[at]! - red) + Math.abs(data[at + 1]! - green) + Math.abs(data[at + 2]! - blue)
      if (data[at + 3]! < 200 || away > 24) continue
      ink += 1
      const tenth = Math.min(9, Math.floor((((at / 4) % width) / width) * 10))
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    return { ink, tenths }
  }, property)
}
