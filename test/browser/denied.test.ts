import { spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '../../server/capture/program.ts'
import { run } from '../cli/command.ts'
import { launch, whyNoBrowser } from './chromium.ts'
import { Product } from './product.ts'

/** Debian's user without any rights. */
const NOBODY = 65_534

function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'only root can become somebody else'
  if (!findProgram('setpriv') || !findProgram('tcpdump')) return 'setpriv or tcpdump is not installed'
  return whyNoBrowser()
}
const skipped = whyNot()
if (skipped !== null) process.stderr.write(`SKIPPED: a user who may not capture: ${skipped}\n`)

describe.skipIf(skipped !== null)('a user who may not capture, and names no source', () => {
  let data = ''
  let product: Product
  beforeAll(async () => {
    // Who has no rights may not build here either.
    await run(['--version'])
    data = mkdtempSync(join(tmpdir(), 'rollcall-nobody-'))
    chownSync(data, NOBODY, NOBODY)
    const rights = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups']
    product = new Product({
      sources: [],
      data,
      start: (args, options) => spawn('setpriv', [...rights, ...args], { ...options, cwd: '/' }),
    })
    await product.start()
  }, 200_000)
  afterAll(async () => {
    await product.stop()
    rmSync(data, { recursive: true, force: true })
  })

  it('reads on the terminal what would permit it', async () => {
    await expect
      .poll(() => product.said)
      .toMatch(/Capturing is not permitted for this user\. Remedy: sudo setcap cap_net_raw\+ep \S*tcpdump/)
    expect(product.said).not.toMatch(/^\s+at /m)
  })

  it('gets TZSP all the same, and nothing made up', async () => {
    const { rows } = (await (await fetch(`${product.origin}/api/v1/sources`)).json()) as { rows: { kind: string }[] }
    expect(rows.map(({ kind }) => kind)).toEqual(['tzsp'])
    const overview = (await (await fetch(`${product.origin}/api/v1/overview`)).json()) as Record<string, unknown>
    expect(overview).toMatchObject({ demo: false, totals: { groups: 0, hosts: 0, segments: 0 } })
  })

  it('reads the same command on the page', async () => {
    const browser = await launch()
    try {
      const page = await browser.newPage()
      await page.goto(`${product.origin}/sources`)
      await page.getByText('setcap cap_net_raw+ep').first().waitFor()
      await page.goto(`${product.origin}/wall`)
      await page
        .getByText(/not permitted/i)
        .first()
        .waitFor()
    } finally {
      await browser.close()
    }
  })
})
