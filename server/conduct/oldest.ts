/** Keeps a map, or a set, within its bound: the oldest one goes. Returns true when one went. */
export function forgetOldest<Key>(kept: Map<Key, unknown> | Set<Key>, most: number): boolean {
  if (kept.size <= most) return false
  const oldest = kept.keys().next()
  return oldest.done !== true && kept.delete(oldest.value)
}
