import { readConfig, type Settings } from '../config.ts'
import type { SettingsOf } from '../findings/watch.ts'
import type { JointSpec } from '../joint-part.ts'
import { jointsOf, settingsOf } from '../segment-config.ts'

interface ReplayConfig {
  nativeVlan?: Settings['native-vlan']
  segments?: { joints: readonly JointSpec[]; settingsOf: SettingsOf }
}

/** What `replay` takes from a configuration. In a file of its own: without one, its readers are not loaded. */
export function replayConfig(path: string): ReplayConfig {
  const { findings, segment, 'native-vlan': nativeVlan } = readConfig(path)
  return { nativeVlan, segments: { joints: jointsOf(segment), settingsOf: settingsOf(findings, segment) } }
}
