import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { ipv4, mac } from '../../shared/address.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import { History } from '../../server/history/store.ts'
import type { Segment } from '../../server/decode/segment.ts'
import type { MemberEvent } from '../../server/membership/event.ts'
import type { Ingest } from './history-report.ts'

const HOSTS = 1_000_000
const GROUPS = 5_000
/** Changes are handed over so often, as a pipe does. */
const FEED_MS = 5

const segment: Segment = { family: 'ipv4', name: 'bench/1', vlans: [1] }

/** The change number `n`: each host joins, and leaves when its turn comes again. */
function change(n: number, at: EpochMs, begun: Float64Array): MemberEvent {
  const host = (n * 7_919) % HOSTS
  const since = begun[host]!
  begun[host] = since === 0 ? at : 0
  return {
    event: since === 0 ? 'joined' : 'left',
    at,
    segment,
    group: ipv4(0xef01_0000 + (host % GROUPS)),
    host: { ip: ipv4(0x0a00_0000 + host), mac: mac(0x02_00_00_00_00_00 + host) },
    version: 3,
    mode: 'EXCLUDE',
    sources: [],
    frame: 1,
    before:
      since === 0
        ? null
        : { since, lastReportAt: since, reports: 1, versions: 4, state: 'confirmed', mode: 'EXCLUDE', sources: [] },
  }
}

/** So many changes a second, through the history as the server has it. */
export async function ingest(perSecond: number, seconds: number): Promise<Ingest> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-ingest-'))
  const history = await History.open({ folder, tables: () => null, onNotice: () => undefined })
  const begun = new Float64Array(HOSTS)
  const cpu = process.cpuUsage()
  const start = performance.now()
  const total = perSecond * seconds
  let mostWaiting = 0
  for (let told = 0; told < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - start) * perSecond) / SECOND))
    for (; told < due; told += 1) {
      const at = Date.UTC(2026, 0, 5) + Math.floor((told * SECOND) / perSecond)
      history.record('bench', { events: [change(told, at, begun)], queries: [], minutes: [] }, at)
    }
    mostWaiting = Math.max(mostWaiting, history.status().queued)
    await sleep(FEED_MS)
  }
  while (history.status().queued > 0) await sleep(FEED_MS)
  const { user, system } = process.cpuUsage(cpu)
  const { dropped } = history.status()
  // Not stopped: a million that last would be closed.
  rmSync(folder, { recursive: true, force: true })
  return { perSecond, seconds, lost: dropped, mostWaiting, cpuMs: (user + system) / 1_000 }
}
