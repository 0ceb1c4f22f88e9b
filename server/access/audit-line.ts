import { z } from 'zod'
import { AUDIT_ACTIONS, ROLES, type AuditRow } from '../../shared/access.ts'

/** Characters of what a row is about, and of a name; the rest is cut. */
export const MAX_SUBJECT = 500
const MAX_WORD = 100

const LINE = z.object({
  id: z.int(),
  at: z.number(),
  action: z.enum(AUDIT_ACTIONS),
  who: z.string().nullable(),
  role: z.enum(ROLES).nullable(),
  address: z.string(),
  subject: z.string(),
  done: z.boolean(),
})

/** What no terminal and no reader may take for more than text: controls, marks that turn the direction, line ends, half pairs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const escaped = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`

/** As text that can be seen whole, of so many characters at most: what cannot be seen is written out, and is longer then. */
export function seen(text: string, most: number): string {
  let shown = ''
  for (const sign of text.slice(0, most)) {
    const written = HIDDEN.test(sign) ? escaped(sign) : sign
    if (shown.length + written.length > most) break
    shown += written
  }
  return shown
}

/** One line of JSON, in which whatever came from outside is text that can be seen. */
export function lineOf(row: AuditRow): string {
  const { who, address, subject } = row
  const plain = {
    ...row,
    who: who === null ? null : seen(who, MAX_WORD),
    address: seen(address, MAX_WORD),
    subject: seen(subject, MAX_SUBJECT),
  }
  return `${JSON.stringify(plain)}\n`
}

/** null: it breaks off, or somebody else wrote there. */
export function rowOf(line: string): AuditRow | null {
  try {
    const read = LINE.safeParse(JSON.parse(line))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
