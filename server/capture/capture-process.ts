import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { captureCommand, type Command, type LaunchPlace } from './tcpdump.ts'

/** What is needed of a process that captures, whoever started it. A `ChildProcess` is one. */
export interface CaptureProcess {
  /** undefined: not known (yet), or it could not be started. */
  readonly pid?: number | undefined
  readonly stdout: Readable
  readonly stderr: Readable
  kill(signal: NodeJS.Signals): boolean
  on(event: 'error', listener: (error: Error) => void): unknown
  /** All of its output was read. */
  on(event: 'close', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown
}

/** Starts tcpdump on an interface. */
export type StartCapture = (place: LaunchPlace, iface: string, filter: string) => CaptureProcess

/** As a child of this process. In a process group of its own: Ctrl-C in a terminal is for us, who then end it in order. */
export function startCommand(command: Command): CaptureProcess {
  const child = spawn(command.file, command.args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  // Without a file descriptor left there are no pipes, whatever the types say; the reason comes later, as an event.
  if ((child as { stdout?: unknown }).stdout) return child
  child.on('error', () => undefined)
  throw new Error('no file descriptor is left to start a process')
}

export const startHere: StartCapture = (place, iface, filter) => startCommand(captureCommand(place, iface, filter))
