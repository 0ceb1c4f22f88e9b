import { removal } from './import-removal.ts'
import type { Db } from '../file/sqlite.ts'

interface Removal {
  readonly steps: ReturnType<typeof removal>
  readonly over: (error?: unknown) => void
}

/** Takes imported captures out, a step whenever nothing else waits for the writing thread. */
export class Removals {
  readonly #db: Db
  readonly #transaction: (work: () => void) => void
  /** Numbers that the file had given may stand for something else. */
  readonly #forget: () => void
  readonly #waiting: Removal[] = []
  #idle: (() => void)[] = []
  #next: NodeJS.Immediate | null = null

  constructor(db: Db, transaction: (work: () => void) => void, forget: () => void) {
    this.#db = db
    this.#transaction = transaction
    this.#forget = forget
  }

  /** `over` hears when it is out, or why it is not: then the next start goes on. */
  add(source: number, over: (error?: unknown) => void = () => undefined): void {
    this.#waiting.push({ steps: removal(this.#db, source), over })
    this.#next ??= setImmediate(() => this.#step())
  }

  whenIdle(then: () => void): void {
    if (this.#waiting.length === 0) then()
    else this.#idle.push(then)
  }

  stop(): void {
    if (this.#next) clearImmediate(this.#next)
    this.#next = null
    this.#waiting.length = 0
    this.#idle = []
  }

  #step(): void {
    this.#next = null
    const [first] = this.#waiting
    if (!first) return
    try {
      const step = first.steps.next()
      if (step.done) {
        this.#forget()
        this.#end(first)
      } else this.#transaction(step.value)
    } catch (error) {
      this.#end(first, error)
    }
    if (this.#waiting.length > 0) this.#next ??= setImmediate(() => this.#step())
  }

  #end(removal: Removal, error?: unknown): void {
    this.#waiting.shift()
    removal.over(error)
    if (this.#waiting.length > 0) return
    const idle = this.#idle
    this.#idle = []
    for (const then of idle) then()
  }
}
