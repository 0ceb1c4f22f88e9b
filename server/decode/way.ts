import { formatAddress, ipv4, UNSPECIFIED, type Address } from '../../shared/address.ts'
import type { Encapsulation } from '../../shared/igmp.ts'
import type { Frame } from './frame.ts'
import { Losses } from './losses.ts'
import type { Sample } from './sflow.ts'

/** Mirrors of mirrors are opened this deep. */
const MAX_TUNNELS = 4

const NOTHING: readonly Encapsulation[] = []
const TZSP: readonly Encapsulation[] = ['tzsp']
const NO_SAMPLES: readonly Sample[] = []

/** What tells a tunnel from others of its kind: a number or the address of a sender; null where it has nothing. */
type TunnelId = Address | number | null

interface Tunnel {
  kind: Encapsulation
  id: TunnelId
  /** Whose number that is, where several count for themselves; null: of the first of them, or of all. */
  sender: Address | null
}

/** The tunnels around the frame at hand, outermost first. Text is made of them only where a message is found. */
export class Way {
  readonly losses = new Losses()
  readonly #tunnels: Tunnel[] = Array.from({ length: MAX_TUNNELS }, () => ({ kind: 'tzsp', id: null, sender: null }))
  /** The first sender of a mirror whose sessions each switch numbers for itself. */
  #firstMirror: Address | null = null
  /** False: there is no tunnel at all. */
  used = false
  /** Tunnels that were opened. Whoever went in to look sets it back. */
  depth = 0
  /** What the source itself took off. */
  #before = NOTHING
  #first: string | null = null
  /** A sample of the traffic: never state. */
  sampled = false
  /** Of a datagram of samples: the headers, and who took them. */
  samples: readonly Sample[] = NO_SAMPLES
  agent: Address = UNSPECIFIED
  /** The datagram around it came in several fragments, of which this is the first. */
  fragment = false

  /** Of a frame without a tunnel nothing is written: those are nearly all. */
  start(frame: Frame): void {
    if (this.used || frame.tunnel !== null || frame.encapsulation !== undefined) this.#startAnew(frame)
  }

  #startAnew({ tunnel, encapsulation, sampled }: Frame): void {
    this.#first = tunnel
    this.#before = encapsulation ?? (tunnel === null ? NOTHING : TZSP)
    this.used = tunnel !== null || encapsulation !== undefined
    this.depth = 0
    this.sampled = sampled === true
    this.fragment = false
  }

  /** Of a datagram in fragments only the first one is at hand. */
  enterFragment(): void {
    this.fragment = true
    this.used = true
  }

  /** False when it is too deep. */
  enter(kind: Encapsulation, id: TunnelId, sender: Address | null = null): boolean {
    if (this.#before.length + this.depth >= MAX_TUNNELS) return false
    const tunnel = this.#tunnels[this.depth]!
    tunnel.kind = kind
    tunnel.id = id
    tunnel.sender = sender
    this.depth += 1
    this.used = true
    return true
  }

  /**
   * A mirror's session, which its switch numbered for itself. Those of the first sender go without its address: mostly
   * there is one. False when it is too deep.
   */
  enterMirror(kind: Encapsulation, session: number | null, sender: Address): boolean {
    this.#firstMirror ??= sender
    return this.enter(kind, session, sender === this.#firstMirror ? null : sender)
  }

  /** The frame has this number within the innermost tunnel of its sender. */
  numbered(sender: Address, number: number): void {
    this.losses.see(sender, pathOf(this.#tunnels[this.depth - 1]!), number)
  }

  get encapsulation(): readonly Encapsulation[] {
    if (!this.used) return NOTHING
    return [...this.#before, ...this.#tunnels.slice(0, this.depth).map(({ kind }) => kind)]
  }

  /** Parts of the segment's path. */
  get paths(): readonly string[] {
    const opened = this.#tunnels.slice(0, this.depth).map(pathOf)
    return this.#first === null ? opened : [this.#first, ...opened]
  }
}

/** `vxlan:5000`, `l2tp:7.9`, `tzsp:192.0.2.1`, `gre`, `erspan:5`, `erspan:192.0.2.2:5`, `erspan:[2001:db8::2]:5`. */
function pathOf({ kind, id, sender }: Tunnel): string {
  const bare = kind.startsWith('erspan') ? 'erspan' : kind
  const name = sender === null ? bare : `${bare}:${typeof sender === 'string' ? `[${sender}]` : formatAddress(sender)}`
  if (id === null) return name
  if (typeof id === 'string') return `${name}:${id}`
  switch (kind) {
    case 'tzsp':
    case 'sflow':
      return `${name}:${formatAddress(ipv4(id))}`
    case 'l2tp': // tunnel and session (RFC 2661 s3.1)
      return `${name}:${id >>> 16}.${id & 0xffff}`
    default:
      return `${name}:${id}`
  }
}
