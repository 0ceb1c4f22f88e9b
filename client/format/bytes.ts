import { number } from '../i18n/index.ts'

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** Octets as people read them: `512 B`, `18.2 kB`, `1.4 GB`. Units of 1,000, as disks are sold. */
export function bytes(count: number): string {
  let value = count
  let unit = 'B'
  for (const next of UNITS) {
    if (value < 1_000) break
    value /= 1_000
    unit = next
  }
  return `${number(value, unit !== 'B' && value < 100 ? 1 : 0)} ${unit}`
}
