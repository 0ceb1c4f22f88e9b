import { HOSTS_NOTED } from '../../server/conduct/allowance.ts'

export interface Run {
  name: string
  cpuSeconds: number
}
export interface Report {
  messages: number
  decode: Run
  /** null where the program is not installed */
  replay: Run | null
  print: Run | null
  tshark: Run | null
  tcpdump: Run | null
  /** From the frame to the viewer's socket, in ms. */
  latency: { p50: number; p95: number; most: number }
  /** `conduct`: octets of what is written down of how the hosts behave, beside the `bytes` of the table. */
  memory: { bytes: number; memberships: number; hosts: number; groups: number; conduct: number }
}

/** How many times less processor time than tshark, and bytes. Of fewer messages the start of a program would be judged. */
const JUDGED_FROM = 1_000_000
const GOALS = { decode: 30, replay: 10, bytesPerMembership: 300, conductPerHost: 700 }

const round = (value: number, digits: number): string => value.toFixed(digits)
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`

/** The report as Markdown tables, and whether every goal that could be measured is met. */
export function markdown(report: Report, machine: string): { text: string; met: boolean } {
  const { messages, decode, replay, print, tshark, tcpdump, memory, latency } = report
  const runs = [decode, replay, print, tcpdump, tshark].filter((run) => run !== null)
  let text = `${messages.toLocaleString('en')} messages, ${machine}\n\n`
  text +=
    row(['run', 'CPU s', 'messages per CPU-second', 'times less CPU than tshark']) + row(['---', '--:', '--:', '--:'])
  for (const run of runs) {
    const rate = Math.round(messages / run.cpuSeconds).toLocaleString('en')
    const less = tshark ? round(tshark.cpuSeconds / run.cpuSeconds, 1) : 'unknown'
    text += row([run.name, round(run.cpuSeconds, 2), rate, less])
  }
  const perMembership = memory.bytes / Math.max(1, memory.memberships)
  text += `\n${memory.memberships.toLocaleString('en')} memberships of ${memory.hosts.toLocaleString('en')} hosts in `
  text += `${memory.groups.toLocaleString('en')} groups: ${round(memory.bytes / 2 ** 20, 1)} MiB, `
  text += `${round(perMembership, 0)} bytes a membership\n\n`
  const conductPerHost = memory.conduct / Math.max(1, Math.min(memory.hosts, HOSTS_NOTED))
  const together = (memory.bytes + memory.conduct) / Math.max(1, memory.memberships)
  text += `How the hosts behave: ${round(memory.conduct / 2 ** 20, 1)} MiB, ${round(conductPerHost, 0)} bytes a host that has `
  text += `room (at most ${HOSTS_NOTED.toLocaleString('en')} of a tap); ${round(together, 0)} bytes a membership together\n\n`
  text += `From a frame to the viewer's socket: median ${round(latency.p50, 0)} ms, 95 % within ${round(latency.p95, 0)} ms, `
  text += `at most ${round(latency.most, 0)} ms (views are sent every 250 ms at most)\n\n`

  const ratio = (run: Run | null) => (tshark && run ? tshark.cpuSeconds / run.cpuSeconds : null)
  const goals: [string, number | null, (value: number) => boolean][] = [
    [`decode takes at least ${GOALS.decode} times less CPU than tshark`, ratio(decode), (v) => v >= GOALS.decode],
    [`replay takes at least ${GOALS.replay} times less CPU than tshark`, ratio(replay), (v) => v >= GOALS.replay],
    [`a membership takes under ${GOALS.bytesPerMembership} bytes`, perMembership, (v) => v < GOALS.bytesPerMembership],
    [
      `conduct takes under ${GOALS.conductPerHost} bytes a host that has room`,
      conductPerHost,
      (v) => v < GOALS.conductPerHost,
    ],
  ]
  text += row(['goal', 'measured', '']) + row(['---', '--:', '---'])
  for (const [goal, value, reached] of goals) {
    const judged = messages < JUDGED_FROM ? 'not judged: too few messages' : reached(value ?? 0) ? 'met' : 'MISSED'
    const verdict = value === null ? 'not measured' : judged
    text += row([goal, value === null ? '' : round(value, 1), verdict])
  }
  const met = messages < JUDGED_FROM || goals.every(([, value, reached]) => value === null || reached(value))
  return { text, met }
}
