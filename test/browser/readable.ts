import type { Page } from 'playwright-core'

/*
 * What a person would call a fault of the setting: text that is too small, cut off, out of the picture, or on top of
 * other text. Text of a canvas is not seen by it.
 */

interface Setting {
  /** Pixels of the smallest text. */
  smallest: number
  /** Whether the page may be longer than the screen. It is never wider. */
  scrolls: boolean
}

/** One line for each fault; none is good. */
export function faultsOf(page: Page, setting: Setting): Promise<string[]> {
  return page.evaluate(({ smallest, scrolls }) => {
    interface Word {
      text: string
      element: Element
      left: number
      right: number
      top: number
      bottom: number
    }
    const faults = new Set<string>()
    const words: Word[] = []
    const screen = { right: document.documentElement.clientWidth, bottom: window.innerHeight }

    const ancestors = (element: Element): Element[] => {
      const found: Element[] = []
      for (let at: Element | null = element; at && at !== document.documentElement; at = at.parentElement)
        found.push(at)
      return found
    }
    /** For readers alone, or put away until somebody comes for it. */
    const putAway = (element: Element): boolean =>
      ancestors(element).some((each) => {
        const { position, visibility, display } = getComputedStyle(each)
        if (visibility === 'hidden' || display === 'none' || each.matches('.visually-hidden, option')) return true
        // What is folded away has its boxes all the same.
        if (each.matches('details:not([open]) > :not(summary)')) return true
        if (position !== 'fixed' && position !== 'absolute') return false
        const box = each.getBoundingClientRect()
        return each.matches('.skip, .overlay') && (box.bottom <= 0 || box.right <= 0)
      })
    /** Lies over what is under it, on a ground of its own. */
    const floats = (element: Element): boolean =>
      ancestors(element).some((each) => ['fixed', 'sticky'].includes(getComputedStyle(each).position))
    const scrollable = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll'
    const sizeOf = (element: Element): number => {
      const size = Number.parseFloat(getComputedStyle(element).fontSize)
      const matrix = element instanceof SVGGraphicsElement ? element.getScreenCTM() : null
      return matrix ? size * Math.hypot(matrix.b, matrix.d) : size
    }

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? '').replace(/\s+/g, ' ').trim()
      const element = node.parentElement
      if (text === '' || !element || element.closest('defs, title, desc, script, style, noscript') || putAway(element))
        continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const boxes = element instanceof SVGElement ? [element.getBoundingClientRect()] : [...range.getClientRects()]
      const size = sizeOf(element)
      const turned = element instanceof SVGElement && (element.getAttribute('transform') ?? '').includes('rotate')
      for (const box of boxes) {
        if (box.width < 1) continue
        if (size < smallest - 0.05) faults.add(`small ${size.toFixed(1)}: ${text}`)
        // The height of capitals, not of the line.
        const air = Math.max(0, (box.height - size * 0.74) / 2)
        let { left, right } = box
        let [top, bottom] = [box.top + air, box.bottom - air]
        let gone = false
        for (const each of ancestors(element)) {
          const { overflowX, overflowY, textOverflow } = getComputedStyle(each)
          if (overflowX === 'visible' && overflowY === 'visible') continue
          const frame = each.getBoundingClientRect()
          const by = `${each.tagName.toLowerCase()}.${each.getAttribute('class') ?? ''}`
          const beside = right > frame.right + 1 || left < frame.left - 1
          // What wrapped to a line that is not shown is left out whole, not cut.
          const below = top >= frame.bottom - 1
          const across = !below && (bottom > frame.bottom + 1 || top < frame.top - 1)
          if (beside && textOverflow === 'ellipsis') {
            // Cut with a mark: the whole of it must be one pointer away.
            if (!ancestors(element).some((one) => one.hasAttribute('title'))) faults.add(`cut with …: ${text}`)
          } else if (beside && !below && !scrollable(overflowX)) faults.add(`clipped by ${by}: ${text}`)
          if (across && !scrollable(overflowY)) faults.add(`clipped by ${by}: ${text}`)
          left = Math.max(left, frame.left)
          right = Math.min(right, frame.right)
          top = Math.max(top, frame.top)
          bottom = Math.min(bottom, frame.bottom)
          if (right - left < 1 || bottom - top < 1) gone = true
        }
        if (gone) continue
        if (left < -1 || right > screen.right + 1) faults.add(`beside the screen: ${text}`)
        if (!scrolls && (top < -2 || bottom > screen.bottom + 2)) faults.add(`below the screen: ${text}`)
        if (turned || floats(element)) continue
        words.push({ text, element, left: left + 0.5, right: right - 0.5, top, bottom })
      }
    }
    for (const [index, one] of words.entries()) {
      for (const other of words.slice(index + 1)) {
        const apart =
          one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top
        if (!apart && one.element !== other.element) faults.add(`overlap: ${one.text} / ${other.text}`)
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement
    if (scrollWidth > screen.right + 1) faults.add(`the page is ${scrollWidth} wide`)
    if (!scrolls && scrollHeight > screen.bottom + 1) faults.add(`the page is ${scrollHeight} high`)
    return [...faults]
  }, setting)
}
