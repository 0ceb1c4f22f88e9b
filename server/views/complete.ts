import { formatAddress, formatMac } from '../../shared/address.ts'
import { MAX_COMPLETIONS, type CompletedField, type CompletionValue } from '../../shared/api.ts'
import type { Host } from '../membership/host.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { compareNames } from './order.ts'
import type { Subject } from './subject.ts'

/** Groups and hosts that are looked at for one answer, so that it is cheap with a million; it is a help, not a list. */
const LOOKED_AT = 20_000

/** Values of a field that are there now and begin with `text`, or have it in their name. */
export function completionsOf(subject: Subject, field: CompletedField, text: string): CompletionValue[] {
  const wanted = text.toLowerCase()
  const found = new Map<string, string | null>()
  for (const { value, name } of valuesOf(subject, field)) {
    if (found.size === MAX_COMPLETIONS) break
    const fits = value.toLowerCase().startsWith(wanted) || (name?.toLowerCase().includes(wanted) ?? false)
    if (fits && !found.has(value)) found.set(value, name)
  }
  return [...found].map(([value, name]) => ({ value, name })).sort((a, b) => compareNames(a.value, b.value))
}

function valuesOf(subject: Subject, field: CompletedField): Iterable<CompletionValue> {
  switch (field) {
    case 'source':
      return subject.taps.map(({ name }) => ({ value: name, name: null }))
    case 'segment':
      return places(subject, ({ segment }) => ({ value: segment.name, name: subject.names.segment(segment) }))
    case 'vlan':
      return places(subject, ({ segment }) => ({
        value: segment.vlans.length === 0 ? 'untagged' : segment.vlans.join('.'),
        name: subject.names.segment(segment),
      }))
    case 'group':
      return groups(subject)
    case 'host':
      return hosts(subject, (host) => ({ value: formatAddress(host.ip), name: nameOf(subject, host) }))
    case 'mac':
      return hosts(
        subject,
        ({ mac }) => mac !== null && { value: formatMac(mac), name: subject.vendor(formatMac(mac)) },
      )
    case 'vendor':
      return hosts(subject, ({ mac }) => {
        const vendor = mac === null ? null : subject.vendor(formatMac(mac))
        return vendor !== null && { value: vendor, name: vendor }
      })
    case 'name':
      return names(subject)
  }
}

const nameOf = ({ names }: Subject, host: Host): string | null =>
  names.knownHost(host, host.segment.segment)?.text ?? null

function* segmentsOf({ taps }: Subject): Generator<SegmentTable> {
  for (const { table } of taps) yield* table.segments.values()
}

function* places(subject: Subject, make: (table: SegmentTable) => CompletionValue): Generator<CompletionValue> {
  for (const table of segmentsOf(subject)) yield make(table)
}

function* groups(subject: Subject): Generator<CompletionValue> {
  let left = LOOKED_AT
  for (const { segment, groups: all } of segmentsOf(subject)) {
    for (const address of all.keys()) {
      if (left === 0) return
      left -= 1
      yield { value: formatAddress(address), name: subject.names.group(address, segment)?.text ?? null }
    }
  }
}

function* hosts(subject: Subject, make: (host: Host) => CompletionValue | false): Generator<CompletionValue> {
  let left = LOOKED_AT
  for (const table of segmentsOf(subject)) {
    for (const host of table.hosts) {
      if (left === 0) return
      left -= 1
      const made = make(host)
      if (made) yield made
    }
  }
}

/** The names themselves: found by a part of them. */
function* names(subject: Subject): Generator<CompletionValue> {
  for (const { segment } of segmentsOf(subject)) {
    const name = subject.names.segment(segment)
    if (name !== null) yield { value: name, name }
  }
  for (const { name } of groups(subject)) if (name !== null) yield { value: name, name }
  const named = hosts(subject, (host) => {
    const name = nameOf(subject, host)
    return name !== null && { value: name, name }
  })
  yield* named
}
