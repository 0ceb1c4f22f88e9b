import type { Notice } from '../../shared/notice.ts'
import { startHere, type StartCapture } from './capture-process.ts'
import { indexOfInterface, listInterfaces, lookAtInterface } from './interfaces.ts'
import { launchPlace } from './permission.ts'
import type { LaunchPlace } from './tcpdump.ts'

/** tcpdump is asked this often what the kernel dropped, and whether it lives: the clock waits for the answer. */
const COUNTERS_EVERY_MS = 1_000
/** Questions without an answer until it is taken to hang. A machine may be too busy for ten seconds. */
const PATIENCE = 15

/** What a live source asks its machine; a test puts its own in. */
export interface LiveMachine {
  look(iface: string): 'up' | 'down' | 'gone'
  /** By which the kernel knows it; null: it does not tell. */
  index(iface: string): number | null
  place(): LaunchPlace | null
  interfaces(): readonly string[]
  start: StartCapture
  /** What a person should know of the rights that it takes. */
  notes: readonly Notice[]
  askEveryMs: number
  /** Questions without an answer. */
  patience: number
}

export const thisMachine: LiveMachine = {
  look: lookAtInterface,
  index: indexOfInterface,
  place: launchPlace,
  interfaces: () => listInterfaces().map((each) => each.name),
  start: startHere,
  notes: [],
  askEveryMs: COUNTERS_EVERY_MS,
  patience: PATIENCE,
}
