import type { ChildProcess } from 'node:child_process'
import { LineReader } from './line-reader.ts'

/** One process on a host of the lab, with memberships of its own. Each call resolves when the kernel has taken it. */
export class LabHost {
  /** Resolves when it can be told something. */
  readonly ready: Promise<void>
  readonly #child: ChildProcess
  readonly #answers: LineReader

  constructor(child: ChildProcess) {
    this.#child = child
    this.#answers = new LineReader(child)
    this.ready = this.#answer()
  }

  join(group: string): Promise<void> {
    return this.#tell(`join ${group}`)
  }
  leave(group: string): Promise<void> {
    return this.#tell(`leave ${group}`)
  }
  joinSource(group: string, source: string): Promise<void> {
    return this.#tell(`ssm ${group} ${source}`)
  }
  leaveSource(group: string, source: string): Promise<void> {
    return this.#tell(`unssm ${group} ${source}`)
  }

  /** Ends the process; its kernel leaves the groups for it. */
  end(): void {
    this.#child.kill('SIGTERM')
  }

  async #tell(command: string): Promise<void> {
    this.#child.stdin?.write(`${command}\n`)
    await this.#answer()
  }

  async #answer(): Promise<void> {
    const line = await this.#answers.next()
    if (line !== 'ok') throw new Error(`host: ${line}`)
  }
}
