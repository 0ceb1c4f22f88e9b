import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND, type EpochMs } from '../../../shared/time.ts'
import { Product } from '../../browser/product.ts'
import { MAX_RESPONSE, QUERY_INTERVAL } from './crowd.ts'
import type { Disk } from './disk.ts'
import { descendants, type Process } from './processes.ts'
import type { PulseViewer } from './viewer.ts'
import type { Wire } from './wire.ts'

/** What a fault can lay its hands on. */
export class World {
  readonly wire: Wire
  readonly disk: Disk
  readonly product: Product
  viewer: PulseViewer | null = null
  /** When the servers were started that came after the first one. */
  readonly starts: EpochMs[] = []

  constructor(wire: Wire, disk: Disk, product: Product) {
    this.wire = wire
    this.disk = disk
    this.product = product
  }

  get port(): number {
    return Number(new URL(this.product.origin).port)
  }

  /** Whatever the product has started, itself among it. */
  processes(): Process[] {
    return this.product.pid === null ? [] : descendants(this.product.pid)
  }

  /** To each of its processes of that name; gives their ids. */
  signal(name: string, signal: NodeJS.Signals): number[] {
    const meant = this.processes().filter(({ command }) => command === name)
    for (const { pid } of meant) process.kill(pid, signal)
    return meant.map(({ pid }) => pid)
  }

  lives(pid: number): boolean {
    return this.processes().some((one) => one.pid === pid)
  }

  async restart(how: 'kill' | 'stop'): Promise<void> {
    this.viewer?.excuse()
    if (how === 'kill') await this.product.kill()
    else await this.product.stop()
    await sleep(2 * SECOND)
    await this.product.start()
    this.starts.push(Date.now())
    this.viewer?.excuse()
    // It learns the queriers anew: where it knows none, a gap is over after a group membership interval alone. What was
    // reported before the first query has the time of the RFC's own intervals, until an answer: nobody must go without a
    // word before that.
    await sleep(QUERY_INTERVAL + MAX_RESPONSE + 2 * SECOND)
  }
}
