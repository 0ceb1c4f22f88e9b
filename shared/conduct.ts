import type { Problem } from './igmp.ts'
import type { DurationMs } from './time.ts'

/*
 * What the monitor derives from the wire alone, beyond who is a member. null where too little was seen to say.
 */

export interface Latency {
  count: number
  p50Ms: DurationMs | null
  p95Ms: DurationMs | null
  maxMs: DurationMs | null
}

/** From a leave, over the specific queries that follow it, to the end of the group. */
export interface LeaveConduct extends Latency {
  /** Leaves after which no specific query was seen. */
  unasked: number
  /** Groups that another host had to join again after somebody's leave had cut it off. */
  collateral: number
}

export interface GroupConduct {
  leaves: LeaveConduct
  /** Joins, leaves and expiries of the last hour. */
  changesPerHour: number
}

/** What is wrong with the messages of a host, of late. */
export interface HostFaults {
  messages: number
  faulty: number
  list: readonly { problem: Problem; count: number }[]
}

/** How a host answers queries: RFC 3376 s5.2 asks for a random delay up to the max response time. */
export type AnswerPattern = 'random' | 'never-random' | 'late' | 'silent' | 'unknown'

export interface HostConduct {
  /** Response delays. */
  answers: Latency
  /** The last of them, the shortest first. */
  delays: readonly DurationMs[]
  maxResponseMs: DurationMs
  pattern: AnswerPattern
  /** Query cycles that it was a member for, and those that it let pass. */
  asked: number
  missed: number
  /** Changes of channel in the last minute, and the most in any one. */
  zapsPerMinute: number
  /** In the last hour. */
  zapsPerHour: number
  mostZapsPerMinute: number
  /** Memberships that have ended, and how: by its own word or by time. */
  left: number
  expired: number
  /** How long those lasted. */
  sessions: Latency
}

export interface SegmentConductRow {
  leaves: LeaveConduct
  /** Deviation of the gaps between queries from the interval. */
  jitter: Latency
  /** From the last query of a querier that fell silent to the first one of its successor. */
  takeOverMs: DurationMs | null
  /** From the first query of a lower address to the last one of the querier that it took the place of. */
  electionMs: DurationMs | null
  /** Specific queries that did not come from the querier; queries whose length is that of no version. */
  foreignSpecificQueries: number
  malformedQueries: number
}
