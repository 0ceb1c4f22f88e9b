import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The launcher: it builds what is older than its sources. */
const LAUNCHER = fileURLToPath(new URL('../../server/rollcall.js', import.meta.url))
/** Start-up may include a build on a machine that is busy. */
const START_MS = 180_000

/** Starts a program; where, is the caller's affair (a namespace of the lab, or here). */
export type Start = (args: readonly string[], options: SpawnOptions) => ChildProcess
const here: Start = ([program = '', ...args], options) => spawn(program, args, options)

interface ProductOptions {
  sources: readonly string[]
  /** Further flags of the command line. */
  flags?: readonly string[]
  /** 0: a free one. */
  port?: number
  /** Kept between two starts when it is given; else made and removed. */
  data?: string
  start?: Start
}

/** The whole product as a person starts it. */
export class Product {
  readonly #options: ProductOptions
  readonly #data: string
  #child: ChildProcess | null = null
  #port: number
  /** What it said so far, on standard error. */
  said = ''

  constructor(options: ProductOptions) {
    this.#options = options
    this.#data = options.data ?? mkdtempSync(join(tmpdir(), 'rollcall-browser-'))
    this.#port = options.port ?? 0
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** null: it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /** Resolves when the page can be opened. A second start takes the port of the first. */
  async start(): Promise<void> {
    const { sources, flags: further = [], start = here } = this.#options
    const flags = [...further, '--listen', `127.0.0.1:${this.#port}`, '--data', this.#data]
    const args = [process.execPath, LAUNCHER, 'serve', ...sources.flatMap((source) => ['--source', source]), ...flags]
    const child = start(args, { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#child = child
    this.said = ''
    this.#port = await new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`rollcall did not start: ${this.said}`)), START_MS)
      child.once('close', () => {
        clearTimeout(late)
        reject(new Error(`rollcall ended: ${this.said}`))
      })
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.said = (this.said + text).slice(-20_000)
        const open = /open http:\/\/[^ ]*:(\d+)\//.exec(this.said)
        if (!open) return
        clearTimeout(late)
        resolve(Number(open[1]))
      })
    })
  }

  /** Resolves when an answer of the API fits. */
  async answers(path: string, fits: RegExp): Promise<void> {
    const late = Date.now() + START_MS
    while (!fits.test(await (await fetch(`${this.origin}${path}`)).text())) {
      if (Date.now() > late) throw new Error(`${path} never fitted ${fits.source}`)
      await sleep(200)
    }
  }

  /** As a service manager does it. Gives its exit status. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  /** As a power cut does it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Stops it and removes its data. May be called whatever happened before. */
  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.#data, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    child.kill(signal)
    await once(child, 'close')
    return child.exitCode
  }
}
