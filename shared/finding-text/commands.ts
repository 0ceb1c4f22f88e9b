/** The systems whose commands a remedy names. */
export const SYSTEMS = ['routeros', 'ios', 'linux'] as const
export type System = (typeof SYSTEMS)[number]

/** One command a line, the same in every language. A system without a way has none. */
export type Commands = Readonly<Partial<Record<System, string>>>
