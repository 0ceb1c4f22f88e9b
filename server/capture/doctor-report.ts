import type { InterfaceInfo, NoCandidate } from './interfaces.ts'
import type { CapturePermission } from './permission.ts'

/** What a trial capture on one interface gave. `trouble`: in plain words, null when it ran. */
export interface Trial {
  interface: string
  seconds: number
  frames: number
  /** There were more frames than were counted. */
  more: boolean
  igmp: number
  queries: number
  trouble: string | null
  /** What this tap can see and what it cannot, in words. */
  sights: readonly { good: boolean; text: string }[]
}

export interface Examination {
  permission: CapturePermission
  interfaces: readonly InterfaceInfo[]
  /** Those that were asked for; empty: the candidates. */
  asked: readonly string[]
  trials: readonly Trial[]
  tzsp: { address: string; trouble: string | null }
  /** Why ERSPAN could not be received, or null. */
  erspan: string | null
  /** Where this user may capture by itself: can the server do without that right? null: it has none to give up. */
  rights: { trouble: string | null } | null
  /** What a server that is started here may take of the memory. null: nobody asked. */
  memory: { says: string; trouble: { remedy: string } | null } | null
}

export interface DoctorReport {
  lines: string[]
  /** 0: all is there. 1: something is missing, and a line says what and how to get it. */
  exitCode: 0 | 1
}

const WHY: Readonly<Record<NoCandidate, string>> = {
  loopback: 'loopback',
  'not-ethernet': 'not Ethernet',
  down: 'down',
  'part-of-bridge': 'a member of a bridge',
  'part-of-bond': 'a member of a bond',
  vlan: 'a VLAN of another interface, which shows it tagged',
  container: 'of containers or virtual machines',
}

/** The report for the terminal. Each line begins with `ok`, `MISSING` or `note`. */
export function doctorReport(found: Examination): DoctorReport {
  const lines = [...permissionLines(found), ...interfaceLines(found), ...found.trials.flatMap(trialLines)]
  const { address, trouble } = found.tzsp
  lines.push(
    trouble === null
      ? `ok       TZSP can be received on UDP ${address}`
      : `MISSING  TZSP cannot be received on UDP ${address}: ${trouble}`,
  )
  const { erspan } = found
  lines.push(
    erspan === null ? 'ok       ERSPAN can be received (GRE)' : `note     ERSPAN cannot be received: ${erspan}`,
  )
  if (found.rights !== null) lines.push(...rightsLines(found.rights))
  if (found.memory !== null) lines.push(...memoryLines(found.memory))
  return { lines, exitCode: lines.some((line) => line.startsWith('MISSING')) ? 1 : 0 }
}

function rightsLines({ trouble }: { trouble: string | null }): string[] {
  if (trouble === null) return ['ok       the server gives up its rights: a broker keeps the one to capture']
  return [
    `MISSING  the server would keep the right to capture itself: ${trouble}`,
    '         Remedy: rollcall service install, or a setpriv that can take rights away (util-linux)',
  ]
}

function memoryLines({ says, trouble }: NonNullable<Examination['memory']>): string[] {
  return trouble === null ? [`ok       ${says}`] : [`MISSING  ${says}`, `         Remedy: ${trouble.remedy}`]
}

function permissionLines({ permission }: Examination): string[] {
  if (permission.permitted) return [`ok       capturing is permitted (${permission.tcpdump})`]
  const remedy = `         Remedy: ${permission.remedy}`
  if (permission.why === 'missing') return ['MISSING  the program tcpdump is not installed', remedy]
  return [`MISSING  capturing is not permitted: ${permission.detail}`, remedy]
}

function interfaceLines({ interfaces, asked }: Examination): string[] {
  if (asked.length > 0) return asked.flatMap((name) => askedLines(name, interfaces))
  const lines = interfaces.map(({ name, why }) =>
    why === null ? `ok       interface ${name} is up` : `note     interface ${name} is left out: ${WHY[why]}`,
  )
  if (!interfaces.some((each) => each.why === null)) {
    lines.push('MISSING  there is no Ethernet interface that is up')
    lines.push('         Remedy: connect the mirror port, then: ip link set IFACE up')
  }
  return lines
}

/** One that is named is tried whatever it is. */
function askedLines(name: string, interfaces: Examination['interfaces']): string[] {
  const found = interfaces.find((each) => each.name === name)
  if (!found) return [`MISSING  there is no interface ${name}`]
  if (found.up) return [`ok       interface ${name} is up`]
  return [`MISSING  interface ${name} is down`, `         Remedy: ip link set ${name} up`]
}

function trialLines(trial: Trial): string[] {
  const { interface: name, seconds, frames, igmp, queries, sights } = trial
  if (trial.trouble !== null) return [`MISSING  the trial capture on ${name} failed: ${trial.trouble}`]
  if (frames === 0 && igmp === 0) {
    return [
      `MISSING  no frames arrived on ${name} within ${seconds} s`,
      '         Remedy: check the cable and the mirror (SPAN) session of the switch',
    ]
  }
  const lines = [`ok       ${trial.more ? 'more than ' : ''}${frames} frames arrived on ${name} within ${seconds} s`]
  if (igmp === 0) {
    lines.push(
      `MISSING  no IGMP among them; a querier asks every 125 s, so listen longer: rollcall doctor --seconds 130`,
    )
    lines.push('         Remedy: mirror the port of the querier or the whole VLAN, in both directions')
  } else {
    lines.push(`ok       ${igmp} IGMP messages among them, ${queries} of them queries`)
    if (queries === 0) lines.push(`note     no query within ${seconds} s; one every 125 s is normal`)
    for (const { good, text } of sights) lines.push(`${good ? 'ok      ' : 'note    '} ${name}: ${text}`)
  }
  return lines
}
