import { nativeVlansOf } from '../cli/native-vlan.ts'
import type { Settings } from '../config.ts'
import { settingsOf } from '../segment-config.ts'
import type { TapOptions } from '../tap.ts'

/** What the frames of a capture are judged by, as another thread can be told it. */
export interface TapConfig {
  formula: TapOptions['formula']
  dedupe: TapOptions['dedupe']
  findings: Settings['findings']
  segments: Settings['segment']
  nativeVlan: readonly string[]
}

/** Throws `UsageError` where a VLAN is none. */
export const tapOf = ({ formula, dedupe, findings, segments, nativeVlan }: TapConfig): TapOptions => ({
  formula,
  dedupe,
  settingsOf: settingsOf(findings, segments),
  nativeVlanOf: nativeVlansOf(nativeVlan),
})

/** The flags, or else what the configuration says. */
export const vlansOf = (flags: readonly string[], configured: Settings['native-vlan'] = []): string[] =>
  flags.length > 0 ? [...flags] : [configured].flat().map(String)
