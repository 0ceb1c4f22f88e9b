import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../server/metrics/catalogue.ts'
import { Product } from '../browser/product.ts'
import { linesOf, sumOf } from './lines.ts'
import { hasPrometheus, Prometheus, promtool } from './prometheus.ts'

/* The whole product, with its token, scraped by a real Prometheus. */

const TOKEN = 'a-token-of-the-test'
const RULES = fileURLToPath(new URL('../../docs/alerts.yml', import.meta.url))
const OPENMETRICS = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'

const product = new Product({ sources: ['demo'], flags: ['--token', TOKEN, '--metrics-labels', 'group,host'] })
beforeAll(() => product.start(), 200_000)
afterAll(() => product.remove())

const get = (accept: string, token = TOKEN): Promise<Response> =>
  fetch(`${product.origin}/metrics`, { headers: { accept, authorization: `Bearer ${token}` } })

it.skipIf(!hasPrometheus)('the alerts of the documentation are rules', () => {
  expect(promtool(['check', 'rules', RULES])).toBe('')
})

describe('/metrics of the product', () => {
  it('is for who shows a token', async () => {
    const response = await get('*/*', 'some-other-token-that-is-wrong')
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain('rollcall_')
  })

  it('speaks the format that is asked for', async () => {
    const types = await Promise.all(
      ['*/*', 'text/html', OPENMETRICS, 'image/png'].map(async (accept) =>
        (await get(accept)).headers.get('content-type'),
      ),
    )
    const text = 'text/plain; version=0.0.4; charset=utf-8'
    expect(types).toEqual([text, text, 'application/openmetrics-text; version=1.0.0; charset=utf-8', text])
  })

  it('tells of the server itself', async () => {
    const lines = linesOf(await (await get('*/*')).text())
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
    ]) {
      expect(sumOf(lines, name)).toBeGreaterThan(0)
    }
    expect(sumOf(lines, 'rollcall_history_state', { state: 'open' })).toBe(1)
    expect(sumOf(lines, 'rollcall_history_limit_bytes')).toBeGreaterThan(0)
    expect(sumOf(lines, 'rollcall_http_requests_total', { status: '2xx' })).toBeGreaterThan(0)
    expect(sumOf(lines, 'rollcall_viewers')).toBe(0)
    for (const name of ['rollcall_http_refused_connections_total', 'rollcall_http_cut_connections_total']) {
      expect(lines.filter((line) => line.name === name).map(({ value }) => value)).toEqual([0])
    }
  })

  it.skipIf(!hasPrometheus)('is what promtool calls right, names, units and all', async () => {
    const text = await (await get('*/*')).text()
    expect(promtool(['check', 'metrics'], text)).toBe('')
    // The check would find something.
    expect(promtool(['check', 'metrics'], `${text}rollcall_wrong_count 1\n`)).toContain('rollcall_wrong_count')
  })

  it.skipIf(!hasPrometheus)(
    'is taken by Prometheus, which knows what the answer says',
    async () => {
      const prometheus = new Prometheus()
      try {
        await prometheus.start(product.origin.replace('http://', ''), TOKEN, [RULES])
        expect(await prometheus.value('up', (up) => up === 1)).toBe(1)
        const frames = await prometheus.value('rollcall_frames_total', (n) => n > 0)
        const lines = linesOf(await (await get('*/*')).text())
        expect(sumOf(lines, 'rollcall_frames_total')).toBeGreaterThanOrEqual(frames)
        const names = await prometheus.value('count(count by (__name__) ({__name__=~"rollcall_.*"}))', (n) => n > 0)
        expect(names).toBeGreaterThanOrEqual(Object.keys(CATALOGUE).length - 10)
        expect(await prometheus.value('count(rollcall_querier_info)', (n) => n > 0)).toBeGreaterThan(2)
        const { broken, all } = await prometheus.rules()
        expect(broken).toEqual([])
        expect(all).toBeGreaterThan(8)
      } finally {
        await prometheus.stop()
      }
    },
    120_000,
  )
})
