/**
 * What the server tells the terminal or the journal: one sentence a line, on standard error. Text from the network may
 * hold anything, so control characters (line ends and terminal escapes among them) are shown, never sent.
 */
export type Log = (sentence: string) => void

/** Control characters, those that are not seen or turn a line round, other ends of lines, and halves of a character. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const LONGEST = 2_000

export const printable = (text: string): string =>
  text.slice(0, LONGEST).replace(CONTROL, (control) => {
    const code = control.codePointAt(0) ?? 0
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })

/** Under systemd the journal puts the time before each line itself. */
export function createLog(environment: NodeJS.ProcessEnv, now: () => Date): Log {
  const journal = environment['JOURNAL_STREAM'] !== undefined
  return (text) => {
    const time = journal ? '' : `${now().toISOString()} `
    process.stderr.write(`${time}${printable(text)}\n`)
  }
}
