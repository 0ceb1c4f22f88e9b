import { fileURLToPath } from 'node:url'
import type { MirrorKind } from '../../shared/source.ts'
import type { Lab } from './lab.ts'
import { LineReader } from './line-reader.ts'

/** A line of `rollcall decode`, as far as the lab looks at it. */
export interface SeenMessage {
  segment: string
  vlans: number[]
  mac: string | null
  src: string
  dst: string
  type: number
  version: number
  kind: string
  group: string | null
  scope?: string
  records?: { type: string; group: string; sources: string[] }[]
  problems: string[]
}
interface SeenState {
  state: string
  notice: { code: string; values: Record<string, unknown> } | null
  dropped: number | null
  limits: { code: string }[]
  pendingSenders: { address: string }[]
  pid: number | null
}

/** A source at work on the monitor node of a lab. What it waits for is looked for in what came since the last `mark`. */
export class Watcher {
  readonly #lines: LineReader
  readonly #tell: (command: string) => void
  /** Ends it without a chance to clean up. */
  readonly kill: () => void
  #from = 0

  constructor(lab: Lab, kind: 'live' | 'igmp-socket' | MirrorKind, iface = 'span0', ...filter: [string?]) {
    const script = fileURLToPath(new URL('watch.ts', import.meta.url))
    const child = lab.start('mon', [
      process.execPath,
      '--import',
      'tsx',
      script,
      kind,
      iface,
      ...filter.filter((each) => each !== undefined),
    ])
    this.#lines = new LineReader(child)
    this.#tell = (command) => child.stdin?.write(`${command}\n`)
    this.kill = () => child.kill('SIGKILL')
  }

  mark(): void {
    this.#from = this.#lines.lines.length
  }

  async state(fits: (state: SeenState) => boolean): Promise<SeenState> {
    return this.#find<SeenState>((line) => 'state' in line && fits(line as unknown as SeenState))
  }

  /** The first message that fits. */
  async message(fits: (message: SeenMessage) => boolean): Promise<SeenMessage> {
    const line = await this.#find<{ says: SeenMessage }>(
      ({ says }) => typeof says === 'object' && says !== null && fits(says as SeenMessage),
    )
    return line.says
  }

  /** The messages of now. */
  messages(): SeenMessage[] {
    const lines = this.#lines.lines.slice(this.#from).map((line) => JSON.parse(line) as { says?: SeenMessage | string })
    return lines.map(({ says }) => says).filter((says) => typeof says === 'object')
  }

  approve(address: string): void {
    this.#tell(`approve ${address}`)
  }

  async stop(): Promise<void> {
    this.mark()
    this.#tell('stop')
    await this.state(({ state }) => state === 'ended')
  }

  async #find<T>(fits: (line: Record<string, unknown>) => boolean): Promise<T> {
    const line = await this.#lines.find((text) => fits(JSON.parse(text) as Record<string, unknown>), this.#from)
    return JSON.parse(line) as T
  }
}
