import { ANY_INTERFACE } from '../capture/tcpdump.ts'
import { SIGNALS, type Asked, type AskedSignal } from './protocol.ts'

/** What the kernel takes as a name (dev_valid_name), and no option of a program. */
const INTERFACE = /^(?![.-])[^\s/:\p{C}]{1,15}$/u
/** Octets of a filter that a person writes, many times over. */
const LONGEST_FILTER = 16_384
const FILTER = /^[\x20-\x7e]*$/
/** The server numbers what it asks for, from 1. */
const LARGEST_ID = 2 ** 48

/** Text: why it is refused. */
export type Checked<What> = What | string

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function objectIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const idIn = ({ id }: Record<string, unknown>): number | null =>
  typeof id === 'number' && Number.isInteger(id) && id > 0 && id <= LARGEST_ID ? id : null

/** Is this the first line of the control line? */
export const isControl = (line: string): boolean => objectIn(line)?.['control'] === true

/**
 * The first line of a capture. The server may have been taken over: each word is checked, and nothing else of the line
 * gets anywhere. `exists`: is there such an interface?
 */
export function askedIn(line: string, exists: (iface: string) => boolean): Checked<{ id: number; asked: Asked }> {
  const words = objectIn(line)
  const id = words && idIn(words)
  if (!words || id === null) return 'it is no request'
  const { ask, interface: iface, filter } = words
  if (ask === 'erspan') return { id, asked: { ask } }
  if (ask !== 'capture' && ask !== 'igmp-socket') return 'it asks for nothing that there is'
  if (typeof iface !== 'string' || !INTERFACE.test(iface)) return 'it names no interface'
  if (ask === 'igmp-socket') {
    return exists(iface) ? { id, asked: { ask, interface: iface } } : `there is no interface ${iface}`
  }
  if (typeof filter !== 'string' || filter.length > LONGEST_FILTER || !FILTER.test(filter)) {
    return `its filter is no line of at most ${LONGEST_FILTER} ASCII characters`
  }
  if (iface !== ANY_INTERFACE && !exists(iface)) return `there is no interface ${iface}: No such device exists`
  return { id, asked: { ask, interface: iface, filter } }
}

/** A later line of the control line: a signal for what was asked for. */
export function signalIn(line: string): { id: number; signal: AskedSignal } | null {
  const words = objectIn(line)
  const id = words && idIn(words)
  const signal = SIGNALS.find((name) => name === words?.['signal'])
  return id === null || signal === undefined ? null : { id, signal }
}
