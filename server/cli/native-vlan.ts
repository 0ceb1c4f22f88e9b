import { UsageError } from './usage-error.ts'

type NativeVlanOf = (source: string) => number | null

/**
 * `10`, or `hall=10` for one source: the VLAN of frames without a tag, for a mirror that tags one direction only. One
 * for all sources gives way to one for its own.
 */
function parseNativeVlans(texts: readonly string[]): NativeVlanOf {
  const bySource = new Map<string, number>()
  for (const text of texts) {
    const [, source = '', digits] = /^(?:(.+)=)?(\d{1,4})$/.exec(text) ?? []
    const vlan = Number(digits ?? Number.NaN)
    // IEEE 802.1Q s9.6: 0 is no VLAN, 4095 is reserved.
    if (!(vlan >= 1 && vlan <= 4_094)) {
      throw new UsageError(`"${text}" is no VLAN for frames without a tag, as in 10 or hall=10 (1 to 4094).`)
    }
    const known = bySource.get(source)
    if (known !== undefined && known !== vlan) {
      const whose = source === '' ? 'all sources' : `the source "${source}"`
      throw new UsageError(`Frames without a tag are of one VLAN only: ${known} or ${vlan} for ${whose}?`)
    }
    bySource.set(source, vlan)
  }
  return (source) => bySource.get(source) ?? bySource.get('') ?? null
}

type Configured = string | number | readonly (string | number)[]

/** The flags, or else what the configuration says. */
export const nativeVlansOf = (flags: readonly string[], configured: Configured = []): NativeVlanOf =>
  parseNativeVlans(flags.length > 0 ? flags : [configured].flat().map(String))
