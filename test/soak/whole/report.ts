import { HOUR, SECOND, type EpochMs } from '../../../shared/time.ts'
import { slopeOf } from '../slope.ts'
import type { Course, Sample } from './course.ts'

/* What a course was like, for a person; and what of it must not be. Pure. */

const MIB = 2 ** 20
/** Of the server, by default (`--max-memory`), and a tab of a wall. */
const SERVER_MAX = 1_024 * MIB
const TAB_MAX = 256 * MIB
/** Handles may differ by open requests and files of the history, not by more. */
const HANDLES_MORE = 40
/** Of joins and leaves: the cable of two kernels that share a busy machine may lose a frame that nobody counts. */
const MAY_BE_LOST = 1 / 1_000
/** Samples of a server that has just started tell nothing about a slope. */
const LEAST_SAMPLES = 12

/** The longest life of one server: its memory begins anew at each start. */
export function longestLife(samples: readonly Sample[]): readonly Sample[] {
  const lives = new Map<number, Sample[]>()
  for (const sample of samples) {
    const life = lives.get(sample.pid)
    if (life) life.push(sample)
    else lives.set(sample.pid, [sample])
  }
  return [...lives.values()].sort((a, b) => b.length - a.length)[0] ?? []
}

const perHour = (samples: readonly Sample[], of: 'serverBytes' | 'tabBytes' | 'handles' | 'historyBytes') => {
  const known = samples.filter((sample) => Number.isFinite(sample[of]))
  return slopeOf(known.map((sample) => ({ x: sample.at / HOUR, y: sample[of] })))
}

const told = (at: EpochMs): string => new Date(at).toISOString().slice(11)

export function reportOf(course: Course): { lines: readonly string[]; wrong: readonly string[] } {
  const { samples, reckoning, faults, members } = course
  const life = longestLife(samples)
  const isJudged = course.droppedAtTheEnd === 0
  const half = life.slice(Math.floor(life.length / 4))
  const most = (of: 'serverBytes' | 'tabBytes' | 'handles' | 'historyBytes'): number =>
    Math.max(...samples.map((sample) => sample[of]).filter(Number.isFinite))
  const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`
  const slope = (of: 'serverBytes' | 'tabBytes', from: readonly Sample[]): string => {
    if (from.length < LEAST_SAMPLES) return 'too short for a slope'
    const { slope: rise, noise } = perHour(from, of)
    return `${mib(rise)} an hour, noise ${mib(noise)}`
  }
  const lines = [
    `ran ${(course.ranFor / SECOND).toFixed(0)} s, ${course.messages.toLocaleString('en')} messages sent (${course.unsent} could not be sent)`,
    `server: at most ${mib(most('serverBytes'))}; in its longest life ${slope('serverBytes', half)}`,
    `tab: at most ${mib(most('tabBytes'))}; ${slope('tabBytes', samples.slice(Math.floor(samples.length / 4)))}; crashed or empty: ${course.wallShows ? 'no' : 'YES'}`,
    `handles of the server: ${life[0]?.handles ?? 0} at first, at most ${most('handles')} (${JSON.stringify(course.handleKinds)})`,
    `history: ${mib(samples.at(-1)?.historyBytes ?? 0)}, ${(perHour(samples, 'historyBytes').slope / MIB).toFixed(0)} MiB an hour`,
    `joins and leaves: ${reckoning.sent.toLocaleString('en')} sent, ${reckoning.recorded.toLocaleString('en')} recorded, ${reckoning.inGaps} in ${course.gaps.length} gaps that the history tells, ${reckoning.lost} lost without a word, ${reckoning.unsent} recorded that were not sent`,
    ...reckoning.examples.map((example) => `  lost: ${example}`),
    `frames dropped by the kernel (told on the page, since the last start): ${course.droppedByKernel}; changes dropped before the disk: ${course.historyDropped}`,
    `at the end: ${course.wrong} hosts with another channel than the true one in the history; ${members.shown} of ${members.true} members on the wall`,
    ...course.wrongOnes.map((one) => `  wrong: ${one}`),
    ...(course.gapsOfItsOwn === 0 ? [] : [`${course.gapsOfItsOwn} gaps came when nothing was made to fail any more`]),
    ...(isJudged
      ? []
      : [`SKIPPED: the end is not judged: this machine dropped ${course.droppedAtTheEnd} frames meanwhile`]),
    `longest stall of a viewer beyond a second: ${(course.longestStall / SECOND).toFixed(2)} s in ${course.pulses} pulses`,
    ...faults.map(
      ({ name, at, took, trouble }) =>
        `  ${(at / SECOND).toFixed(0)} s: ${name} (${(took / SECOND).toFixed(1)} s)${trouble === null ? '' : `: ${trouble}`}`,
    ),
    ...course.gaps.map(({ from, to, why }) => `  blind ${told(from)} to ${to === null ? 'now' : told(to)}: ${why}`),
  ]
  const unexplained = reckoning.lost - course.droppedByKernel
  const rules: readonly (readonly [boolean, string])[] = [
    [unexplained > reckoning.sent * MAY_BE_LOST, `${unexplained} joins and leaves are lost without a word`],
    [isJudged && course.wrong > 0, `${course.wrong} hosts are wrong at the end`],
    [isJudged && members.shown !== members.true, 'the number of members is wrong at the end'],
    [most('serverBytes') > SERVER_MAX, 'the server took more than its memory'],
    [most('tabBytes') > TAB_MAX, 'the tab took too much memory'],
    [(life.at(-1)?.handles ?? 0) > (life[0]?.handles ?? 0) + HANDLES_MORE, 'handles grew'],
    [!course.wallShows, 'the wall is empty or crashed'],
    [course.tabErrors.length > 0, `the wall had errors: ${course.tabErrors.join('; ')}`],
    [faults.some(({ trouble }) => trouble !== null), 'a fault was not overcome'],
  ]
  return { lines, wrong: rules.filter(([broken]) => broken).map(([, why]) => why) }
}
