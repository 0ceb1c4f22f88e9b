import { isUnspecified, type Address } from '../../shared/address.ts'
import type { Name } from '../../shared/names.ts'
import { AddressNames, type RangeName } from './address-names.ts'
import type { CheckedEntry } from './entry.ts'
import { MacNames } from './mac-names.ts'
import type { NamedHost, NamedSegment, Names } from './names.ts'
import { Places } from './places.ts'
import { registryName, registryRange } from './registry/index.ts'

/** The name of an address in the DNS, as far as it is known. `shown`: somebody looks at it now. */
export type Reverse = (address: Address, shown: boolean) => string | null

/** Names that hold in one place. */
class Scope {
  readonly groups = new AddressNames()
  readonly hosts = new AddressNames()
  readonly macs = new MacNames()
}

/**
 * The names of a book, made for looking up. Who is called what, the first that there is:
 *
 *   group: given for it, of the registries for it, given for the longest prefix, of the registries for its range
 *   host: given for its address, given for its MAC, of the DNS, for the longest beginning of its MAC, for the longest prefix
 *
 * Of two that are alike the one for its segment goes before the one for everywhere, and the closer place before the wider.
 */
export class CompiledNames implements Names {
  readonly #segments = new Places<string>()
  readonly #places = new Places<Scope>()
  readonly #everywhere = new Scope()
  readonly #reverse: Reverse

  constructor(entries: Iterable<CheckedEntry>, reverse: Reverse) {
    this.#reverse = reverse
    for (const { entry, subject, on } of entries) {
      if (entry.kind === 'segment') {
        this.#segments.at(subject, () => entry.name)
        continue
      }
      const scope = on ? this.#places.at(on, () => new Scope()) : this.#everywhere
      if (subject.is === 'macs') scope.macs.add(subject.digits, entry.name)
      else if (subject.is === 'addresses') {
        const names = entry.kind === 'group' ? scope.groups : scope.hosts
        names.add(subject.prefix, entry.name)
      }
    }
  }

  segment(segment: NamedSegment): string | null {
    return this.#segments.of(segment)[0] ?? null
  }

  group(group: Address, segment: NamedSegment): Name | null {
    const near = this.#places.of(segment)
    for (const { groups } of near) {
      const name = groups.exact(group)
      if (name) return name
    }
    const exact = this.#everywhere.groups.exact(group) ?? registryName(group)
    if (exact) return exact
    const best = this.#longest(near, ({ groups }, than) => groups.range(group, than))
    return best ?? registryRange(group)
  }

  host(host: NamedHost, segment: NamedSegment): Name | null {
    return this.#host(host, segment, true)
  }

  knownHost(host: NamedHost, segment: NamedSegment): Name | null {
    return this.#host(host, segment, false)
  }

  #host({ ip, mac }: NamedHost, segment: NamedSegment, shown: boolean): Name | null {
    const near = this.#places.of(segment)
    const hasAddress = !isUnspecified(ip)
    if (hasAddress) {
      const name = this.#first(near, ({ hosts }) => hosts.exact(ip))
      if (name) return name
    }
    if (mac !== null) {
      const name = this.#first(near, ({ macs }) => macs.exact(mac))
      if (name) return name
    }
    const text = hasAddress ? this.#reverse(ip, shown) : null
    if (text !== null) return { text, origin: 'dns', exact: true }
    const ofMac = mac === null ? null : this.#longest(near, ({ macs }, than) => macs.range(mac, than))
    return ofMac ?? (hasAddress ? this.#longest(near, ({ hosts }, than) => hosts.range(ip, than)) : null)
  }

  #first(near: readonly Scope[], find: (scope: Scope) => Name | null): Name | null {
    for (const scope of near) {
      const name = find(scope)
      if (name) return name
    }
    return find(this.#everywhere)
  }

  #longest(near: readonly Scope[], find: (scope: Scope, than: number) => RangeName | null): Name | null {
    let best: RangeName | null = null
    for (const scope of [...near, this.#everywhere]) {
      const found: RangeName | null = find(scope, best === null ? -1 : best.bits)
      if (found) best = found
    }
    return best === null ? null : best.name
  }
}
