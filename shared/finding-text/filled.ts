import type { FindingValues } from '../finding.ts'

/** A template with its values, as the terminal says it: durations in seconds, moments in UTC. */
export function filled(template: string, values: FindingValues): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    if (typeof value === 'string') return value
    if (name.endsWith('Ms')) return `${Math.round(value / 100) / 10} s`
    return name.endsWith('At') ? new Date(value).toISOString() : String(value)
  })
}
