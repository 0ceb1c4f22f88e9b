import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/* The real Prometheus of Debian, and the tool that checks what it is given. */

const runs = (program: string): boolean => spawnSync(program, ['--version']).status === 0
export const hasPrometheus = runs('promtool') && runs('prometheus')
if (!hasPrometheus) console.warn('SKIPPED: no prometheus and promtool here. Remedy: sudo apt install prometheus')

/** What it says to this input; empty when all is well. */
export function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}`
}

const START_MS = 60_000

/** One that scrapes a server each second. */
export class Prometheus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'prometheus-'))
  #child: ChildProcess | null = null
  #origin = ''

  /** `target`: HOST:PORT. */
  async start(target: string, token: string, rules: readonly string[]): Promise<void> {
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: rules,
      scrape_configs: [
        { job_name: 'rollcall', authorization: { credentials: token }, static_configs: [{ targets: [target] }] },
      ],
    }
    const file = join(this.#folder, 'prometheus.yml')
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(config))
    const port = await freePort()
    this.#origin = `http://127.0.0.1:${port}`
    const flags = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${this.#folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]
    this.#child = spawn('prometheus', flags, { stdio: 'ignore' })
  }

  /** The value of an expression, as soon as it has one that fits. */
  async value(expression: string, fits: (value: number) => boolean): Promise<number> {
    const late = Date.now() + START_MS
    while (Date.now() < late) {
      const answer = (await this.#ask(`query?query=${encodeURIComponent(expression)}`)) as {
        data?: { result: { value: [number, string] }[] }
      } | null
      const value = Number(answer?.data?.result[0]?.value[1] ?? Number.NaN)
      if (fits(value)) return value
      await sleep(250)
    }
    throw new Error(`${expression} never fitted: ${JSON.stringify(await this.#ask('targets'))}`)
  }

  /** Names of the rules that it could not evaluate, and of how many it has. */
  async rules(): Promise<{ broken: string[]; all: number }> {
    const answer = (await this.#ask('rules')) as { data: { groups: { rules: { name: string; health: string }[] }[] } }
    const all = answer.data.groups.flatMap(({ rules }) => rules)
    return { broken: all.filter(({ health }) => health === 'err').map(({ name }) => name), all: all.length }
  }

  async #ask(path: string): Promise<unknown> {
    try {
      return await (await fetch(`${this.#origin}/api/v1/${path}`)).json()
    } catch {
      return null // it is not up yet
    }
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child && child.exitCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
