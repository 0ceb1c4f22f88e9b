const collator = new Intl.Collator('en', { numeric: true })

/** Names with their numbers in natural order: `eth1/9` before `eth1/10`. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b)
