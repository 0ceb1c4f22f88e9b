import express, { type Express, Router } from 'express'
import { API_PREFIX } from '../../shared/api.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { Subject } from '../views/subject.ts'
import { directClient, type ClientOf } from './client-of.ts'
import { conditional } from './conditional.ts'
import { contract, type AuditBook } from './contract.ts'
import { failed, nothingHere } from './failed.ts'
import { fairShare } from './fair-share.ts'
import type { Guard } from './guard.ts'
import { InTurns } from './in-turns.ts'
import { login } from './login.ts'
import { OPERATIONS } from './operations/index.ts'
import { page } from './page.ts'
import { Replies, type AskedHistory } from './replies.ts'
import { recentLists } from './recent-lists.ts'
import { RequestCounts } from './request-counts.ts'
import { approval, type Approve } from './routes/approve.ts'
import { audit, type AuditReader } from './routes/audit.ts'
import { certificate, type ShownCertificate } from './routes/certificate.ts'
import { channels, type WritableChannels } from './routes/channels.ts'
import { complete } from './routes/complete.ts'
import { counts, type CountedHistory } from './routes/counts.ts'
import { dryRun, type DryRunner } from './routes/dry-run.ts'
import { exportSchedule, type ExportSchedule } from './routes/export-schedule.ts'
import { exports, type ReadableHistory } from './routes/export.ts'
import { findings, type PastFindings, type WritableDesk } from './routes/findings.ts'
import { alive, ready } from './routes/health.ts'
import { historyState, type KeptHistory } from './routes/history-state.ts'
import { imports, type CaptureDesk } from './routes/imports.ts'
import { lists } from './routes/lists.ts'
import { metrics, type MetricsOptions } from './routes/metrics.ts'
import { names, type WritableNames } from './routes/names.ts'
import { one } from './routes/one.ts'
import { past } from './routes/past.ts'
import { description, type AboutApi } from './routes/openapi.ts'
import { packets } from './routes/packets.ts'
import { pastRows, type RowHistory } from './routes/past-rows.ts'
import { session, type Sessions } from './routes/session.ts'
import { users, type AccessDesk } from './routes/users.ts'
import { walls, type WritableWalls } from './routes/walls.ts'
import { headers, knownHost, ownOrigin } from './security.ts'
import { slowBody } from './slow-body.ts'
import { SignIn, type Passwords } from './sign-in.ts'
import { truncated } from './truncated.ts'
import { UnderWay } from './under-way.ts'

export interface AppOptions {
  subject: Subject
  /** null: none is kept. */
  history: (ReadableHistory & PastFindings & CountedHistory & KeptHistory & AskedHistory & RowHistory) | null
  desk: WritableDesk
  names: WritableNames
  walls: WritableWalls
  /** Absent: nobody is known by name, and nothing lets anybody in but the token of the start. */
  access?: AccessDesk & Sessions & Passwords
  /** Absent: nothing is written down. */
  audit?: AuditBook & AuditReader
  /** Absent: no history is kept. */
  captures?: CaptureDesk
  /** Absent: nothing is sent out. */
  channels?: WritableChannels
  /** Absent: nothing is exported by itself. */
  schedule?: ExportSchedule
  /** null: there is no history to run over. */
  dryRun: DryRunner | null
  /** The same one that lets viewers in. */
  guard: Guard
  approve: Approve
  /** Who asks; absent: without a proxy. */
  clientOf?: ClientOf
  /** By which answers end whose readers are put out; absent: nobody is. */
  underWay?: UnderWay
  /** Absent: nothing describes the API. */
  about?: AboutApi
  /** Absent: plain http. */
  certificate?: ShownCertificate
  /** Absent: nothing is told to Prometheus. */
  metrics?: MetricsOptions
  /** Where the built page lies: `dist/client`. */
  clientFolder: string
  /** How long an export waits for a reader that takes nothing. */
  exportWaits?: DurationMs
  /** An error that nobody foresaw: for the log, its text is never sent. */
  onError: (error: unknown) => void
}

/** Those who wait for the end of an answer: who counts, who shares, who writes it down, and a stream with all its parts. */
const MAX_WATCHERS = 20

/** Everything that is spoken over HTTP. */
export function createApp({
  subject,
  history,
  desk,
  names: nameDesk,
  walls: book,
  access,
  audit: auditBook,
  dryRun: runDry,
  guard,
  approve,
  clientOf = directClient,
  underWay = new UnderWay(),
  about,
  captures,
  channels: outlets,
  schedule,
  certificate: shown,
  metrics: scraped,
  clientFolder,
  exportWaits,
  onError,
}: AppOptions): Express {
  const signIn = access ? new SignIn(access, guard, auditBook ?? null) : null
  const app = express()
  const requests = new RequestCounts()
  app.disable('x-powered-by').disable('etag')
  app.use((_request, response, next) => {
    response.setMaxListeners(MAX_WATCHERS)
    next()
  })
  app.use(requests.count)
  app.use(headers(clientOf))
  app.use(slowBody(isCapture))
  alive(app)
  app.use(
    knownHost(guard),
    ownOrigin(guard),
    login(guard, signIn, () => access?.named ?? 'none', auditBook),
    underWay.watch(guard),
  )
  ready(app, subject, history)
  app.use(API_PREFIX, fairShare(clientOf), truncated(subject))
  const asked = { history, certificate: () => shown?.() ?? null, requests: () => requests.counts }
  if (scraped) metrics(app, subject, { ...scraped, ...asked }, guard)
  app.use(
    API_PREFIX,
    api({
      subject,
      history,
      desk,
      names: nameDesk,
      walls: book,
      access: access ?? null,
      audit: auditBook ?? null,
      signIn,
      guard,
      dryRun: runDry,
      approve,
      about: about ?? null,
      certificate: shown ?? null,
      captures: captures ?? null,
      channels: outlets ?? null,
      schedule: schedule ?? null,
      exportWaits,
    }),
  )
  app.use(page(clientFolder))
  app.use(nothingHere)
  app.use(failed(onError))
  return app
}

type Api = Omit<
  AppOptions,
  | 'about'
  | 'access'
  | 'audit'
  | 'captures'
  | 'certificate'
  | 'channels'
  | 'schedule'
  | 'metrics'
  | 'underWay'
  | 'clientFolder'
  | 'exportWaits'
  | 'onError'
> & {
  about: AboutApi | null
  access: NonNullable<AppOptions['access']> | null
  audit: NonNullable<AppOptions['audit']> | null
  signIn: SignIn | null
  captures: CaptureDesk | null
  certificate: ShownCertificate | null
  channels: WritableChannels | null
  schedule: ExportSchedule | null
  exportWaits: DurationMs | undefined
}

function api(options: Api): Router {
  const {
    subject,
    history,
    desk,
    names: nameDesk,
    walls: book,
    access,
    audit: auditBook,
    signIn,
    guard,
    dryRun: runDry,
    approve,
    about,
    captures,
    certificate: shown,
    channels: outlets,
    schedule,
    exportWaits,
  } = options
  const router = Router()
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  router.use(contract(OPERATIONS, guard, auditBook), conditional)
  const replies = new Replies({ subject, history, turns: new InTurns(), cache: recentLists(), now: Date.now })
  lists(router, subject, replies)
  one(router, replies)
  past(router, replies)
  packets(router, subject)
  complete(router, subject)
  exports(router, history, desk, subject, exportWaits)
  counts(router, subject, history, Date.now)
  historyState(router, history, Date.now)
  pastRows(router, history, Date.now)
  findings(router, { subject, history, desk, replies, guard, now: Date.now })
  dryRun(router, runDry, Date.now)
  approval(router, subject, approve)
  names(router, nameDesk)
  walls(router, book)
  session(router, guard, access, signIn)
  users(router, guard, access)
  audit(router, auditBook)
  imports(router, captures)
  exportSchedule(router, schedule)
  channels(router, outlets)
  certificate(router, shown)
  description(router, about)
  router.use(nothingHere)
  return router
}

const isCapture = ({ url = '' }: { url?: string | undefined }): boolean =>
  new RegExp(`^${API_PREFIX}/imports/*(?:\\?|$)`).test(url)
