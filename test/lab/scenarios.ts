import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { deafen, leaveFast } from './faults.ts'
import { startFrr } from './frr.ts'
import { startIgmpProxy } from './igmp-proxy.ts'
import { HUB_PORT, Lab, type LabNode } from './lab.ts'
import type { LabOptions } from './layout.ts'

/** Seconds. Small, so that all of it takes a minute; above what pimd (1 s) and a kernel's clock (4 ms a tick) can do. */
const QUERY_INTERVAL = 4
const MAX_RESPONSE = 1
const FRR = { queryInterval: QUERY_INTERVAL, maxResponse: MAX_RESPONSE }
/** RFC 3376 s8, with the robustness of 2 that all these queriers have. */
export const QI: DurationMs = QUERY_INTERVAL * SECOND
export const QRI: DurationMs = MAX_RESPONSE * SECOND
export const OTHER_QUERIER_PRESENT: DurationMs = 2 * QI + QRI / 2
export const GROUP_MEMBERSHIP: DurationMs = 2 * QI + QRI
/** Enough for the two gaps that an interval of v2 is learnt from. */
const SETTLES: DurationMs = 3.5 * QI
export const GROUP = '239.1.1.1'
export const OTHER_GROUP = '239.1.1.2'

/** A network with a fault that somebody's monitor should recognise. */
export interface Scenario {
  /** Also of its mirror port. */
  readonly name: string
  readonly lab: Lab
  /** Starts its daemons and hosts on a lab that is up. Resolves when all is as it is on an ordinary day. */
  start: () => Promise<void>
  /** Makes the fault, and resolves when it has happened; gives the moment of it. */
  fault: () => Promise<EpochMs>
}
type Plot = Omit<Scenario, 'name' | 'lab'>

/** All of them, on switches of their own, mirrored to one monitor; `up` and `down` of each lab are the caller's. */
export function scenarios(monitor: Lab): Scenario[] {
  const on = onSwitch(monitor)
  return [
    on('failover-v3', { routers: 2 }, (lab) => failOver(lab, 3)),
    on('failover-v2', { routers: 2 }, (lab) => failOver(lab, 2)),
    on('two-v3', { routers: 2 }, (lab) => twoQueriers(lab, 3)),
    on('two-v2', { routers: 2 }, (lab) => twoQueriers(lab, 2)),
    on('fast-leave', { querier: 'numbered', querierVersion: 2, hub: ['h1', 'h2'] }, fastLeave),
    on('unnumbered', { querier: 'unnumbered' }, fromTheStart),
    on('one-way', { querier: 'numbered' }, halfMirror),
    on('healthy', { hosts: 3, routers: 1, hub: ['h1', 'h2'] }, healthy),
  ]
}

/** A switch that is mirrored in the receive direction only. It takes default timers to tell: more than four minutes. */
export const neverAsked = (monitor: Lab): Scenario =>
  onSwitch(monitor)('never-asked', { querier: 'numbered', mirror: 'rx' }, fromTheStart)

const onSwitch =
  (monitor: Lab) =>
  (name: string, options: LabOptions, plot: (lab: Lab) => Plot): Scenario => {
    const lab = new Lab({ ...FRR, hosts: 2, querier: 'none', ...options, monitor, mirrorPort: name })
    return { name, lab, ...plot(lab) }
  }

/** Two routers with FRR; the one that queries loses its power. */
function failOver(lab: Lab, version: 2 | 3): Plot {
  return {
    async start() {
      speak(lab, version, ['h1', 'h2'])
      await startFrr(lab, 'r1', { version, ...FRR })
      // It has queried when the other one comes.
      await sleep(2 * SECOND)
      await startFrr(lab, 'r2', { version, ...FRR })
      await member(lab, 'h1')
      await member(lab, 'h2')
      await sleep(SETTLES)
    },
    fault: () => now(() => lab.cable('r1', 'pulled')),
  }
}

/** Two routers with FRR; the second one never hears the IGMP of the first. */
function twoQueriers(lab: Lab, version: 2 | 3): Plot {
  return {
    async start() {
      speak(lab, version, ['h1', 'h2'])
      await startFrr(lab, 'r1', { version, ...FRR })
      await member(lab, 'h1')
      await member(lab, 'h2')
      await sleep(SETTLES)
    },
    async fault() {
      deafen(lab, 'r2', 'r1')
      const at = Date.now()
      await startFrr(lab, 'r2', { version, ...FRR })
      return at
    },
  }
}

/**
 * Two hosts of v2 behind one port with fast leave. The second one joins and leaves again: it is the last one that reported, so its
 * kernel says so (RFC 2236 s3), and the switch cuts the first one off until that answers the next query.
 */
function fastLeave(lab: Lab): Plot {
  let zapper: Awaited<ReturnType<Lab['host']>>
  return {
    async start() {
      speak(lab, 2, ['h1', 'h2'])
      leaveFast(lab, HUB_PORT)
      await member(lab, 'h1')
      zapper = await lab.host('h2')
      await sleep(SETTLES)
    },
    async fault() {
      let first: EpochMs = Number.NaN
      // A query and its answer may come in between: once is not sure to cut anybody.
      for (let times = 0; times < 5; times += 1) {
        await zapper.join(GROUP)
        await sleep(0.3 * SECOND)
        await zapper.leave(GROUP)
        if (times === 0) first = Date.now()
        await sleep(QI + QRI)
      }
      return first
    },
  }
}

/** The fault is in how the switch is set up: a day like any other shows it. */
function fromTheStart(lab: Lab): Plot {
  return {
    async start() {
      await member(lab, 'h1')
      await member(lab, 'h2', OTHER_GROUP)
    },
    fault: () => now(() => undefined),
  }
}

/** The switch asks and is mirrored whole, until somebody sets the mirror to receive: what it sends itself is not there. */
function halfMirror(lab: Lab): Plot {
  return {
    async start() {
      await member(lab, 'h1')
      await member(lab, 'h2', OTHER_GROUP)
      await sleep(SETTLES)
    },
    fault: () => now(() => lab.mirror('rx')),
  }
}

/**
 * Nothing is wrong: FRR asks, kernels and a proxy answer, people come and go. Fast leave is on here too, but a bridge
 * that hears v3 keeps book of the hosts of a port, so nobody is cut off.
 */
function healthy(lab: Lab): Plot {
  const hosts: Awaited<ReturnType<Lab['host']>>[] = []
  return {
    async start() {
      lab.igmp('h1', 0)
      leaveFast(lab, HUB_PORT)
      await startFrr(lab, 'r1', { version: 3, ...FRR })
      lab.addBehind('h3', 'd1')
      startIgmpProxy(lab, 'h3')
      hosts.push(await member(lab, 'h1'), await member(lab, 'h2'))
      await sleep(QI)
      hosts.push(await member(lab, 'd1', OTHER_GROUP))
      await sleep(QI)
    },
    async fault() {
      const at = Date.now()
      const [first, , behind] = hosts
      await first?.leave(GROUP)
      await sleep(QI)
      await behind?.leave(OTHER_GROUP)
      await first?.join(GROUP)
      await sleep(GROUP_MEMBERSHIP + QI)
      return at
    },
  }
}

async function member(lab: Lab, node: LabNode, group = GROUP): Promise<Awaited<ReturnType<Lab['host']>>> {
  const host = await lab.host(node)
  await host.join(group)
  return host
}

function speak(lab: Lab, version: 2 | 3, nodes: readonly LabNode[]): void {
  for (const node of nodes) lab.igmp(node, version)
}

function now(act: () => void): Promise<EpochMs> {
  const at = Date.now()
  act()
  return Promise.resolve(at)
}
