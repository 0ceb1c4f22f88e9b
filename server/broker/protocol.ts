/*
 * The talk between the server and the capture broker, over a Unix socket in a folder that is the server's alone. One
 * connection is the control line, a JSON object a line in both directions; it is the first, and when it ends both sides
 * end. Each capture has a connection of its own: its first line is what is asked, and from then on it is the standard
 * output of the process that captures, so frames do not pass through the broker.
 */

/** Where the server finds its broker. */
export const BROKER_VARIABLE = 'ROLLCALL_BROKER'
/** Why there is no broker although there should be one: the server says it on the page. */
export const RIGHTS_KEPT_VARIABLE = 'ROLLCALL_RIGHTS_KEPT'

/** Longest line of the server: a filter, and what stands around it. Characters. */
export const LONGEST_ASKED = 32_768
/** Longest line of the broker: what a process says on standard error, and what stands around it. Characters. */
export const LONGEST_TOLD = 16_384

export type Asked =
  { ask: 'capture'; interface: string; filter: string } | { ask: 'erspan' } | { ask: 'igmp-socket'; interface: string }

/** Signals that the server may send to what it asked for. */
export const SIGNALS = ['SIGTERM', 'SIGKILL', 'SIGUSR1'] as const
export type AskedSignal = (typeof SIGNALS)[number]

/** What the broker tells of the process with this number, which the server gave it. */
export type Told = { id: number } & (
  | { pid: number }
  | { says: string }
  | { ended: { code: number | null; signal: NodeJS.Signals | null } }
  | { refused: string }
)
