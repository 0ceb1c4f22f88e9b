import { z } from 'zod'
import { parseAddress, type Address } from '../shared/address.ts'
import { SEGMENT_SETTINGS, type Prefix, type SegmentSettings } from './findings/settings.ts'
import type { SettingsOf } from './findings/watch.ts'
import type { JointSpec } from './joint-part.ts'
import { UsageError } from './cli/usage-error.ts'

/** Segments that one `[segment.X]` may join. */
const MAX_TAPS = 16

const address = z
  .string()
  .refine((text) => parseAddress(text) !== null, { error: 'it must be an IPv4 or IPv6 address' })
const prefix = z.string().refine((text) => parsePrefix(text) !== null, {
  error: 'it must be a prefix, as in 10.0.20.0/24',
})
const count = z.int().min(1).max(1_000_000)

/** Thresholds of the findings that are choices; what follows from the timers of a segment is no setting. */
export const Thresholds = z.strictObject({
  queriers: z.array(address).min(1).optional(),
  prefixes: z.array(prefix).min(1).optional(),
  'zaps-per-minute': count.optional(),
  'reports-per-second': count.optional(),
  'groups-per-host': count.optional(),
  'table-size': count.optional(),
  'silent-share': z.number().min(0).max(1).optional(),
})
type Thresholds = z.infer<typeof Thresholds>

/** `[segment."eth1/10"]`: a segment by its name, where `*` stands for anything; or, with `taps`, a name for several. */
export const SegmentConfig = Thresholds.extend({
  taps: z.array(z.string().min(1)).min(1).max(MAX_TAPS).optional(),
})
export type SegmentConfigs = Readonly<Record<string, z.infer<typeof SegmentConfig>>>

/** The thresholds of a segment: the defaults of the product, then `[findings]`, then each `[segment.X]` that fits, in order. */
export function settingsOf(everywhere: Thresholds = {}, segments: SegmentConfigs = {}): SettingsOf {
  const rules = Object.entries(segments).map(([pattern, thresholds]) => ({ is: likeName(pattern), thresholds }))
  return (name) =>
    rules
      .filter(({ is }) => is(name))
      .reduce((settings, { thresholds }) => changed(settings, thresholds), changed(SEGMENT_SETTINGS, everywhere))
}

/** A name of its own for a segment: it stands in URLs, in the history and in the log. */
const JOINT_NAME = /^[^\p{C}*|]{1,80}$/u

/**
 * The segments that several taps see. Throws `UsageError` where two claim the same tap, where a tap is no name of one, or
 * where the name is one of `taken`: a source's.
 */
export function jointsOf(segments: SegmentConfigs = {}, taken: readonly string[] = []): JointSpec[] {
  const claimed = new Map<string, string>()
  const joints: JointSpec[] = []
  for (const [name, { taps = [] }] of Object.entries(segments)) {
    // A live source is named after its interface, and the configuration may say what the command line says.
    const paths = taps.map((tap) => tap.replace(/^live:/, ''))
    for (const path of paths) {
      const other = claimed.get(path)
      if (other === name) throw new UsageError(`The segment "${name}" names its tap ${path} twice.`)
      if (other !== undefined) throw new UsageError(`The tap ${path} cannot be a part of ${other} and of ${name} too.`)
      claimed.set(path, name)
    }
    if (paths.length > 0) joints.push({ name, taps: paths })
  }
  for (const joint of joints) checkJoint(joint, joints, taken)
  return joints
}

function checkJoint({ name, taps }: JointSpec, joints: readonly JointSpec[], taken: readonly string[]): void {
  if (!JOINT_NAME.test(name)) {
    throw new UsageError(`The segment "${name}" has taps, so it needs a name of 1 to 80 characters without * and |.`)
  }
  if (taken.includes(name)) {
    throw new UsageError(`The segment "${name}" with taps has the name of a source; name one of them otherwise.`)
  }
  for (const tap of taps) {
    if (tap.includes('*')) {
      throw new UsageError(`The tap "${tap}" of "${name}" is a pattern; name each tap, as in eth1/20.`)
    }
    if (tap !== name && joints.some((other) => other.name === tap)) {
      throw new UsageError(`The tap "${tap}" of "${name}" has taps itself; name those, as in eth1/20.`)
    }
  }
}

function changed(settings: SegmentSettings, thresholds: Thresholds): SegmentSettings {
  return {
    ...settings,
    queriers: thresholds.queriers?.map(addressOf) ?? settings.queriers,
    prefixes: thresholds.prefixes?.map(prefixOf) ?? settings.prefixes,
    zapsPerMinute: thresholds['zaps-per-minute'] ?? settings.zapsPerMinute,
    reportsPerSecond: thresholds['reports-per-second'] ?? settings.reportsPerSecond,
    groupsPerHost: thresholds['groups-per-host'] ?? settings.groupsPerHost,
    tableSize: thresholds['table-size'] ?? settings.tableSize,
    silentShare: thresholds['silent-share'] ?? settings.silentShare,
  }
}

function parsePrefix(text: string): Prefix | null {
  const [written = '', length = '', ...more] = text.split('/')
  const base = parseAddress(written)
  if (base === null || more.length > 0 || !/^\d{1,3}$/.test(length)) return null
  const bits = Number(length)
  return bits > (typeof base === 'number' ? 32 : 128) ? null : { address: base, bits }
}

/* Both were checked when the file was read. */
const addressOf = (text: string): Address => parseAddress(text)!
const prefixOf = (text: string): Prefix => parsePrefix(text)!

/** `*` stands for anything; not a regular expression, since many stars would make one explode. */
function likeName(pattern: string): (name: string) => boolean {
  const [head = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return (name) => name === head
  const tail = rest.pop() ?? ''
  return (name) => {
    if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false
    let at = head.length
    const end = name.length - tail.length
    for (const part of rest) {
      const found = name.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
