import { randomUUID } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Express } from 'express'
import { ChannelDesk } from '../../server/channel-desk.ts'
import { Desk } from '../../server/desk.ts'
import { dryRunner } from '../../server/dry-run/runner.ts'
import { History } from '../../server/history/store.ts'
import type { AnswerSchemas } from '../../server/http/answer-schemas.ts'
import { createApp } from '../../server/http/app.ts'
import { Access } from '../../server/access/access.ts'
import { Audit } from '../../server/access/audit.ts'
import type { Who } from '../../server/access/who.ts'
import { Guard } from '../../server/http/guard.ts'
import { ImportDesk } from '../../server/import/desk.ts'
import { NameDesk } from '../../server/name-desk.ts'
import { Tap } from '../../server/tap.ts'
import { WallBook } from '../../server/walls.ts'
import type { CertificateAnswer } from '../../shared/api.ts'
import type { ScheduledExportRow } from '../../shared/export-schedule.ts'
import { notice } from '../../shared/notice.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { written } from '../history/histories.ts'

const TAP = { formula: 'rfc3376', dedupe: 5 } as const
const nothing = (): void => undefined

/** One that ends soon. */
const CERTIFICATE: CertificateAnswer = {
  notBefore: Date.UTC(2025, 10, 7),
  notAfter: Date.UTC(2025, 11, 7),
  notice: notice('certificate-expires', { path: '/etc/rollcall/cert.pem', days: 11 }),
  refused: false,
}

/** A file that is due and was never written. */
const SCHEDULED: ScheduledExportRow = {
  name: 'memberships',
  folder: '/var/lib/rollcall/files',
  file: 'memberships',
  every: 'day',
  zone: 'UTC',
  nextAt: Date.UTC(2025, 10, 27),
  last: null,
  error: null,
  leftOut: 0,
}

/** What the build writes. */
async function builtSchemas(): Promise<AnswerSchemas> {
  const script = pathToFileURL(join(import.meta.dirname, '../../server/api-schemas.js')).href
  const { apiSchemas } = (await import(script)) as { apiSchemas: () => AnswerSchemas }
  return apiSchemas()
}

/** A capture of another day, put in. */
async function withIncident(desk: ImportDesk): Promise<ImportDesk> {
  const capture = new URL('../fixtures/captures/cases/01-bad-checksum-leave.pcap', import.meta.url)
  await desk.receive(createReadStream(capture), 'incident.pcap', 'incident')
  while (desk.jobs.some(({ state }) => state !== 'done' && state !== 'failed')) await sleep(20)
  return desk
}

/** Ana, who is signed in, Bo, and the token of a program. */
async function withPeople(folder: string): Promise<Access> {
  // As an earlier version kept it.
  writeFileSync(join(folder, 'display-token.json'), JSON.stringify({ token: 'a-display-of-before', since: 0 }))
  const access = new Access({
    ...{ folder, beyond: false, hasToken: true, now: Date.now, log: nothing },
    onChange: nothing,
  })
  await access.putUser('ana', { role: 'operator', password: 'correct horse battery' }, '')
  await access.putUser('bo', { role: 'viewer', password: 'correct horse battery' }, '')
  access.addToken({ name: 'Backup', role: 'viewer' }, 'ana')
  return access
}

/** Where nobody is asked, everybody is Ana. */
class AnasGuard extends Guard {
  override whoOf(...asked: Parameters<Guard['whoOf']>): Who | null {
    const who = super.whoOf(...asked)
    if (who?.by !== 'nobody') return who
    return { by: 'session', role: 'operator', user: 'ana', session: 'of the documentation', endsAt: Date.now() }
  }
}

export interface Documented {
  app: Express
  schemas: AnswerSchemas
  errors: unknown[]
  close(): Promise<void>
}

/** The network of the documentation: the hour, captured by the source `eth1`, live and in a history, with all desks. */
export async function documented(token: string | null = null): Promise<Documented> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-documented-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the page</title>')
  const frames = readFrames('hour.pcap')
  const live = new TestTap('eth1')
  live.take(...frames)
  const tap = new Tap('eth1', TAP)
  const history = await History.open({ folder, tables: () => tap.table, onNotice: nothing })
  for (const frame of frames) history.record('eth1', tap.take(frame), tap.table.clock)
  await written(history)
  const desk = new Desk(folder, Date.now, nothing)
  const names = new NameDesk({ folder, changed: nothing, onUnreadable: nothing })
  const access = await withPeople(folder)
  const audit = new Audit({ folder, now: Date.now, log: nothing })
  audit.write({ action: 'signed-in', who: 'ana', role: 'operator', address: '192.0.2.7', subject: 'ana', done: true })
  await audit.flushed()
  const captures = await withIncident(
    new ImportDesk({
      folder,
      history,
      tap: { ...TAP, findings: undefined, segments: undefined, nativeVlan: [] },
      maxBytes: 1e6,
      memory: 1e9,
      taken: () => ['eth1'],
      now: Date.now,
    }),
  )
  const channels = new ChannelDesk({
    ...{ folder, fixed: [], publicUrl: null, demo: false, desk, names: names.book, log: nothing },
    facts: () => ({ sources: [], history: null }),
    ...{ now: Date.now, random: Math.random, newId: randomUUID },
  })
  const schemas = await builtSchemas()
  const errors: unknown[] = []
  const app = createApp({
    subject: { ...subjectOf(live), desk, names: names.book },
    history,
    desk,
    names,
    walls: new WallBook(folder, nothing, nothing),
    access,
    audit,
    dryRun: dryRunner(history, TAP),
    guard: new AnasGuard({ token, ...(token === null ? {} : { access }), allowedHosts: [] }),
    approve: () => null,
    captures,
    channels,
    schedule: { list: () => [SCHEDULED] },
    certificate: () => CERTIFICATE,
    about: { schemas: () => schemas, version: '0.0.0' },
    clientFolder: folder,
    onError: (error) => errors.push(error),
  })
  const close = async (): Promise<void> => {
    await captures.stop()
    await channels.stop()
    await access.close()
    await history.stop()
    rmSync(folder, { recursive: true })
  }
  return { app, schemas, errors, close }
}
