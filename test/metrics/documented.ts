import { CATALOGUE } from '../../server/metrics/catalogue.ts'

/** The table of docs/metrics.md, as prettier has it. */
export function table(): string {
  const rows = Object.entries(CATALOGUE).map(([name, { type, help }]) => [
    `\`${name}\``,
    type,
    help.replace(/\|/g, '\\|'),
  ])
  const all = [['metric', 'type', 'what it tells'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const lines = all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1), ''].join('\n')
}
