import type { LineFormat } from './column.ts'

/*
 * JSON lines: an object a line, with the names and the values of the CSV file. Numbers are numbers, lists are arrays, what is
 * absent is null. There is no header row, and no spreadsheet to guard against.
 */

/** What JSON has no rule for: most of the texts there are. */
const PLAIN = /^[A-Za-z0-9 .:/_+-]*$/
const quoted = (value: string): string => (PLAIN.test(value) ? `"${value}"` : JSON.stringify(value))

export function jsonLines(): LineFormat {
  const named =
    <Value>(write: (value: Value) => string) =>
    (name: string) => {
      const before = `"${name}":`
      return (value: Value) => before + write(value)
    }
  return {
    head: () => '',
    begin: '{',
    between: ',',
    end: '}\n',
    text: named((value: string | null) => (value === null ? 'null' : quoted(value))),
    word: (name) => ({ before: `"${name}":"`, after: '"', none: `"${name}":null` }),
    number: (name) => ({ before: `"${name}":`, after: '', none: `"${name}":null` }),
    list: named((values: readonly (string | number)[]) => (values.length === 0 ? '[]' : JSON.stringify(values))),
  }
}
