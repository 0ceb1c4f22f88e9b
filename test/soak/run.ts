import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { HOUR, MINUTE } from '../../shared/time.ts'
import { whyNoBrowser } from '../browser/chromium.ts'
import { whyNoLab } from '../lab/possible.ts'
import { soakWall } from './wall.ts'
import { soakWhole } from './whole/run.ts'

/*
 * npm run soak -- --hours N    the whole product at 2,000 messages a second, a wall open, faults all the while
 * npm run soak -- --minutes N  the same
 * npm run soak -- --updates N  the wall alone, N updates as fast as it draws them
 * Ends with 1 when something of the report must not be, with 2 when it cannot run here.
 */

const INSIDE = 'ROLLCALL_SOAK_INSIDE'
const USAGE = 'usage: npm run soak -- --hours N | --minutes N | --updates N'

const { values } = parseArgs({
  options: { hours: { type: 'string' }, minutes: { type: 'string' }, updates: { type: 'string' } },
})
const { hours, minutes, updates } = values
const [most] = [hours, minutes, updates].filter((text) => text !== undefined)
const lasts = hours === undefined ? Number(minutes ?? Number.NaN) * MINUTE : Number(hours) * HOUR

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}

const noBrowser = whyNoBrowser()
if (noBrowser !== null) refuse(`SKIPPED: the soak: ${noBrowser}`)
if (updates !== undefined || most === undefined) {
  const count = Number(updates ?? 1_000_000)
  if (!Number.isInteger(count) || count < 100) refuse(`--updates takes a whole number from 100 on; ${USAGE}`)
  process.exitCode = await soakWall(count)
} else if (!(lasts >= 2 * MINUTE)) refuse(`It takes two minutes at least; ${USAGE}`)
else if (process.env[INSIDE] !== undefined) process.exitCode = await soakWhole(lasts)
else {
  const noLab = whyNoLab()
  if (noLab !== null) refuse(`SKIPPED: the soak: ${noLab}`)
  // A network, mounts and processes of its own, which are gone with it, however it ends.
  const own = ['--net', '--mount', '--propagation', 'private', '--pid', '--mount-proc', '--fork', '--kill-child']
  const mounts = [
    'sh',
    '-c',
    'mount -t sysfs sysfs /sys && mount -t tmpfs -o size=1m tmpfs /mnt && mount -o remount,size=2m /mnt',
  ]
  if (spawnSync('unshare', [...own, ...mounts]).status !== 0) {
    refuse('SKIPPED: the soak: this machine permits no mounts in a namespace of their own')
  }
  const inside = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const { status } = spawnSync('unshare', [...own, ...inside], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  })
  process.exitCode = status ?? 1
}
