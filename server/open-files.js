// Before anything is loaded: with too few file descriptors node fails somewhere in the middle of it, in words of its own.
import { readFileSync } from 'node:fs'

/** Modules are opened many at a time, and a server holds files, sockets and pipes: with fewer it does not get far. */
const FEWEST = 256
const REMEDY = 'Remedy: ulimit -n 4096, or LimitNOFILE=4096 in the unit of the service.'

/** Of /proc/self/limits: how many files this process may have open; null: not told here, or unlimited. */
export function openFilesIn(limits) {
  const [, soft] = /^Max open files\s+(\d+)\s/m.exec(limits) ?? []
  return soft === undefined ? null : Number(soft)
}

/** The sentence for a person, or null where there are enough. */
export function tooFewOpenFiles(limits = limitsHere()) {
  const most = openFilesIn(limits)
  if (most === null || most >= FEWEST) return null
  return `this process may have ${most} files open at a time, and Rollcall needs ${FEWEST}. ${REMEDY}`
}

/** The same where the table of the machine is full, or something else took them meanwhile; null: another error. */
export const noneLeft = ({ code }) =>
  code === 'EMFILE' || code === 'ENFILE' ? `no file descriptor is left to start with (${code}). ${REMEDY}` : null

function limitsHere() {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch (error) {
    // A system without /proc says nothing; one without a descriptor says enough.
    return noneLeft(error) === null ? '' : 'Max open files 0 '
  }
}
