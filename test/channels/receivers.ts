import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'
import type { PairFiles } from '../../server/tls-pair.ts'

/* Real receivers, each with its own folder and ports on loopback. */

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
const program = (name: string): string | null =>
  folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null

export const RSYSLOG = program('rsyslogd')
export const hasRsyslogTls = ['x86_64', 'aarch64', 'arm'].some((machine) =>
  readdirSync('/usr/lib').some(
    (name) => name.startsWith(machine) && existsSync(`/usr/lib/${name}/rsyslog/lmnsd_gtls.so`),
  ),
)
/** Debian's own, which finds Debian's modules. */
export const PYTHON = existsSync('/usr/lib/python3/dist-packages/aiosmtpd') ? '/usr/bin/python3' : null

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Waits for what has no event. Gives up with the test's own time. */
export async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const seen = look()
    if (seen !== null && seen !== undefined && seen !== false) return seen
    await sleep(50)
  }
}

/** As rsyslogd has read it: the fields of RFC 5424 one by one, and its structured data taken apart. */
export interface Received {
  pri: string
  version: string
  host: string
  app: string
  procid: string
  msgid: string
  time: string
  msg: string
  data: Record<string, Record<string, string>>
}
export interface LogServer {
  udp: number
  tcp: number
  tls: number | null
  received(): Received[]
  stop(): Promise<void>
}

export async function rsyslog(pair: PairFiles | null): Promise<LogServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-rsyslog-'))
  const [udp, tcp, tls] = [await freePort(), await freePort(), pair ? await freePort() : null]
  const out = join(folder, 'out.jsonl')
  const gtls =
    pair &&
    `DefaultNetstreamDriverCAFile="${pair.cert}" DefaultNetstreamDriverCertFile="${pair.cert}" DefaultNetstreamDriverKeyFile="${pair.key}"`
  const fields = [...['pri', 'hostname', 'app-name', 'procid', 'msgid', 'msg', 'protocol-version']].map(
    (name) => `property(outname="${name}" name="${name}" format="jsonf") constant(value=",")`,
  )
  writeFileSync(
    join(folder, 'conf'),
    [
      `global(workDirectory="${folder}" maxMessageSize="64k" ${gtls ?? ''})`,
      'module(load="imudp") module(load="imtcp") module(load="mmpstrucdata")',
      `input(type="imudp" address="127.0.0.1" port="${udp}")`,
      `input(type="imtcp" address="127.0.0.1" port="${tcp}")`,
      ...(tls === null
        ? []
        : [
            `input(type="imtcp" address="127.0.0.1" port="${tls}" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")`,
          ]),
      `template(name="json" type="list") { constant(value="{") ${fields.join(' ')}`,
      ' property(outname="time" name="timestamp" dateFormat="rfc3339" format="jsonf") constant(value=",")',
      ' constant(value="\\"data\\":") property(name="$!rfc5424-sd") constant(value="}\\n") }',
      'action(type="mmpstrucdata")',
      `action(type="omfile" file="${out}" template="json" flushInterval="1" asyncWriting="off")`,
    ].join('\n'),
  )
  const child = spawn(RSYSLOG ?? '', ['-n', '-f', join(folder, 'conf'), '-i', join(folder, 'pid')], { stdio: 'ignore' })
  await until(() => existsSync(join(folder, 'pid')))
  await sleep(300)
  const received = (): Received[] => {
    const lines = existsSync(out) ? readFileSync(out, 'utf8').split('\n').filter(Boolean) : []
    return lines.map((line) => {
      const read = JSON.parse(line) as Record<string, string> & { data: Received['data'] | '' }
      return {
        pri: read['pri'] ?? '',
        version: read['protocol-version'] ?? '',
        host: read['hostname'] ?? '',
        app: read['app-name'] ?? '',
        procid: read['procid'] ?? '',
        msgid: read['msgid'] ?? '',
        time: read['time'] ?? '',
        msg: read['msg'] ?? '',
        data: read.data === '' ? {} : read.data,
      }
    })
  }
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  return { udp, tcp, tls, received, stop }
}

export interface ReceivedMail {
  from: string
  to: string[]
  data: string
  secure: boolean
  authenticated: boolean
}
export interface MailServer {
  port: number
  mails: ReceivedMail[]
  stop(): Promise<void>
}

/** The one mail that came: the server answers before it tells us. */
export async function mailOf({ mails }: MailServer): Promise<ReceivedMail> {
  const [mail] = await vi.waitUntil(() => (mails.length > 0 ? mails : null), { timeout: 10_000 })
  if (mail === undefined || mails.length > 1) throw new Error(`${mails.length} mails came`)
  return mail
}

export async function mailServer(
  mode: 'plain' | 'starttls' | 'tls' | 'refuse' | 'later',
  pair: PairFiles,
): Promise<MailServer> {
  const port = await freePort()
  const script = join(import.meta.dirname, 'mail-server.py')
  const child = spawn(PYTHON ?? '', [script, String(port), mode, pair.cert, pair.key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const mails: ReceivedMail[] = []
  await new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') resolve()
      else mails.push(JSON.parse(line) as ReceivedMail)
    })
  })
  return { port, mails, stop: () => ended(child) }
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  await gone
}
