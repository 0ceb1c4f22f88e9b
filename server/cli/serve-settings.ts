import type { ChannelConfig } from '../../shared/channel.ts'
import type { Source } from '../capture/source.ts'
import type { ScheduledExport } from '../exports/config.ts'
import type { Keep } from '../history/store.ts'
import type { TapConfig } from '../import/tap-config.ts'
import type { JointSpec } from '../joint-part.ts'
import type { Log } from '../log.ts'
import type { MemoryBound } from '../memory-bound.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import type { MetricLabel } from '../metrics/singles.ts'
import type { TapOptions } from '../tap.ts'
import type { EdgeOptions } from './edge-options.ts'

/** What `serve` is told: the command line over the configuration file over the defaults. */
export interface ServeOptions {
  sources: readonly Source[]
  captureRemedy: string | null
  tap: TapOptions
  /** Segments that several taps see. */
  joints: readonly JointSpec[]
  listen: { host: string; port: number }
  /** Folder of the history, the token and the approvals. */
  data: string
  /** How much of the history is kept; what is left out is as usual. */
  keep: Partial<Keep>
  /** What the process may take, and what follows for each part of it. */
  memory: MemoryBudget
  /** Why it is so much. */
  memoryBound: MemoryBound
  /** null: none was given. */
  token: string | null
  allowedHosts: readonly string[]
  edge: EdgeOptions
  /** Files that are written each day or week. */
  exports: readonly ScheduledExport[]
  /** Where findings are told, besides what is set up on the page. */
  channels: readonly ChannelConfig[]
  /** How people reach the page; null: nobody said. */
  publicUrl: string | null
  /** How captures are put in, and how large they may be. */
  imports: { tap: TapConfig; maxBytes: number; maxUnpacked: number }
  /** Whether names of hosts are looked up in the DNS. */
  reverseDns: boolean
  /** What `/metrics` tells one by one. */
  metricLabels: readonly MetricLabel[]
  log: Log
}
