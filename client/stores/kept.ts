/* What stays with a reader from visit to visit. Storage may be forbidden (private windows, kiosks): then it is not kept. */

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`rollcall.${name}`)
  } catch {
    return null
  }
}

/** `null` forgets it. */
export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`rollcall.${name}`)
    else localStorage.setItem(`rollcall.${name}`, value)
  } catch {
    // Nothing to do: it holds for this page.
  }
}
