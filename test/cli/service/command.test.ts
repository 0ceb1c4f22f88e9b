import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '../../../server/capture/program.ts'
import { isUnseen } from '../../../server/cli/service/unseen.ts'
import { installService } from '../../../server/cli/service/install.ts'
import { selfSigned } from '../../certificates.ts'
import { ROLLCALL, run } from '../command.ts'

const BUILD_TIME = 180_000
const folder = mkdtempSync(join(tmpdir(), 'rollcall-service-'))
beforeAll(async () => {
  await run(['--version'])
}, BUILD_TIME)
afterAll(() => rmSync(folder, { recursive: true }))

describe('rollcall service', () => {
  const config = join(folder, 'rollcall.toml')
  writeFileSync(config, 'source = "stdin"\n')
  it.each([
    [['--frobnicate'], /The server has no flag "--frobnicate"; rollcall help serve lists them\./],
    [['--source', 'radio:7'], /There is no source "radio:7"/],
    [['--source', 'stdin'], /A service has no standard input\. Remedy: another source\./],
    [['--config', config], /A service has no standard input\. Remedy: another source\./],
    [['--token', 'a-token-of-sixteen-letters'], /must not hold a token\. Remedy: leave out --token\./],
    [['--user', 'nobody'], /The service has a user of its own\. Remedy: leave out --user\./],
    [
      ['--listen', '127.0.0.1:443'],
      /Port 443 is for root alone, .* --listen 127\.0\.0\.1:8224, and a proxy before it\./,
    ],
  ])('%j is refused with one sentence', async (flags, sentence) => {
    const { status, stdout, stderr } = await run(['service', 'print', ...flags])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const { cert, key } = selfSigned('service')
  const CHANNEL = `[[channel]]\nid = "noc"\n[channel.webhook]\nurl = "https://x.example/"\nsecret-file = "${written('secret', 's')}"\n`
  it.each<[string, string[], string]>([
    ['a data folder in a home', ['--data', '/home/ana/data'], '/home/ana/data'],
    ['a home itself', ['--data', '/root'], '/root'],
    ['written the other way', ['--data=/root/data'], '/root/data'],
    ['a data folder of somebody who is signed in', ['--data', '/run/user/1000/rollcall'], '/run/user/1000/rollcall'],
    ['a data folder that is emptied', ['--data', '/var/tmp/rollcall'], '/var/tmp/rollcall'],
    ['by a way round', ['--data', '/srv/../home/ana'], '/home/ana'],
    ['a configuration file', ['--config', written('seen.toml', 'source = "tzsp"\n')], join(folder, 'seen.toml')],
    ['a certificate and its key', ['--tls-cert', cert, '--tls-key', key], cert],
    [
      'a data folder that a configuration names',
      ['--config', written('data.toml', 'data = "/home/ana/data"\n')],
      '/home/ana/data',
    ],
    ['a secret of a channel', ['--config', written('hook.toml', CHANNEL)], join(folder, 'secret')],
  ])('a path that a service does not see is refused, with the remedy: %s', async (_, flags, path) => {
    const { status, stdout, stderr } = await run(['service', 'print', '--source', 'tzsp', ...flags])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.trim()).toMatch(
      new RegExp(`A service cannot see ${path}\\. Remedy: put it elsewhere, as in /(?:etc|srv)/rollcall\\.$`),
    )
  })

  const mayLink = process.getuid?.() === 0
  if (!mayLink) console.log('SKIPPED: where a link leads: only root may make one where a service sees it')
  it.skipIf(!mayLink)('a link that leads there is refused as well', async () => {
    const link = `/var/rollcall-link-${process.pid}`
    symlinkSync(folder, link)
    try {
      const { status, stderr } = await run(['service', 'print', '--source', 'tzsp', '--data', join(link, 'data')])
      expect(status).toBe(2)
      expect(stderr).toContain(`A service cannot see ${link}/data. Remedy:`)
    } finally {
      rmSync(link)
    }
  })

  const isHidden = [process.execPath, ROLLCALL].some(isUnseen)
  if (isHidden)
    console.log('SKIPPED: the unit of a path that is seen: node or this checkout lies where no service sees it')
  it.skipIf(isHidden)('one that it sees is taken', async () => {
    const { status, stdout } = await run(['service', 'print', '--source', 'tzsp', '--data', '/srv/home/rollcall'])
    expect(status).toBe(0)
    expect(stdout).toContain('ReadWritePaths=')
    expect(stdout).toContain('/srv/home/rollcall')
  })
})

describe('an installation', () => {
  const unit = '[Service]\nExecStart=/usr/bin/true\n'
  const steps = (root: string, dryRun: boolean): string[] => {
    const said: string[] = []
    installService({ unit, root, dryRun, say: (line) => said.push(line) })
    return said
  }
  it('says what it would do, and does nothing', () => {
    const root = join(folder, 'dry')
    mkdirSync(root)
    const said = steps(root, true)
    expect(said).toContain(`write ${root}/etc/systemd/system/rollcall.service`)
    expect(said.at(-1)).toMatch(/^not started: systemd does not run here\. Remedy: systemctl enable --now/)
    expect(existsSync(join(root, 'etc'))).toBe(false)
  })
  it('writes the unit and its user below another root, for all to read', () => {
    const root = join(folder, 'root')
    mkdirSync(root)
    expect(steps(root, false)).toContain(`write ${root}/etc/sysusers.d/rollcall.conf`)
    const file = join(root, 'etc/systemd/system/rollcall.service')
    expect(readFileSync(file, 'utf8')).toBe(unit)
    expect(statSync(file).mode & 0o777).toBe(0o644)
    expect(readFileSync(join(root, 'etc/sysusers.d/rollcall.conf'), 'utf8')).toMatch(
      /^u rollcall - ".*" \/var\/lib\/rollcall -\n$/,
    )
    if (findProgram('systemd-sysusers') === null)
      console.log('SKIPPED: the user of the service: systemd-sysusers is not here')
    else
      expect(readFileSync(join(root, 'etc/passwd'), 'utf8')).toMatch(
        /^rollcall:x:\d+:\d+:.*:\/var\/lib\/rollcall:\S*nologin$/m,
      )
    // A second one changes nothing that is there.
    expect(steps(root, false)).toHaveLength(4)
  })
})
