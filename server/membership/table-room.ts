import { TABLE_LIMITS, type TableLimits } from './limits.ts'

/**
 * The room that the tables of one process share: a second source must not double what a flood may take. Each table says
 * what it takes and gives back.
 */
export class TableRoom {
  readonly limits: TableLimits
  readonly #taken: TableLimits = { segments: 0, groups: 0, hosts: 0, memberships: 0 }
  #most: TableLimits

  constructor(limits: TableLimits = TABLE_LIMITS) {
    this.limits = limits
    this.#most = limits
  }

  has(kind: keyof TableLimits): boolean {
    return this.#taken[kind] < this.#most[kind]
  }
  take(kind: keyof TableLimits): void {
    this.#taken[kind] += 1
  }
  giveBack(kind: keyof TableLimits): void {
    this.#taken[kind] -= 1
  }

  /** The process has taken all the memory that it may: there is room for what is there now, and no more. */
  close(): void {
    if (this.closed) return
    const { segments, groups, hosts, memberships } = this.limits
    const taken = this.#taken
    this.#most = {
      segments: Math.min(segments, taken.segments),
      groups: Math.min(groups, taken.groups),
      hosts: Math.min(hosts, taken.hosts),
      memberships: Math.min(memberships, taken.memberships),
    }
  }
  open(): void {
    this.#most = this.limits
  }
  get closed(): boolean {
    return this.#most !== this.limits
  }
}
