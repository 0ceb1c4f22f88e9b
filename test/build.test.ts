import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let checkout = ''
const put = (path: string, at: number): void => {
  const file = join(checkout, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  utimesSync(file, at, at)
}
/** Each test reads the script anew, in a checkout of its own. */
async function needsBuild(): Promise<boolean> {
  const script = (await import(pathToFileURL(join(checkout, 'server', 'build.js')).href)) as {
    needsBuild: () => boolean
  }
  return script.needsBuild()
}
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'rollcall-build-'))
  for (const path of ['shared/tsconfig.json', 'client/views/Wall.vue', 'server/main.ts', 'package.json'])
    put(path, 1_000)
  writeFileSync(join(checkout, 'server', 'package.json'), '{"type":"module"}')
  copyFileSync(fileURLToPath(new URL('../server/build.js', import.meta.url)), join(checkout, 'server', 'build.js'))
  for (const path of ['server/build.js', 'server/package.json', 'server', 'shared', 'client', 'client/views']) {
    utimesSync(join(checkout, path), 1_000, 1_000)
  }
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

describe('a start builds', () => {
  it('when nothing was built', async () => expect(await needsBuild()).toBe(true))

  it('not when what was built is newer than every source', async () => {
    put('dist/.built', 2_000)
    expect(await needsBuild()).toBe(false)
  })

  it.each(['client/views/Wall.vue', 'server/main.ts', 'shared/time.ts', 'package.json'])(
    'when %s is newer',
    async (path) => {
      put('dist/.built', 2_000)
      put(path, 3_000)
      expect(await needsBuild()).toBe(true)
    },
  )

  it('never where there is nothing to build from: an installed package', async () => {
    rmSync(join(checkout, 'shared'), { recursive: true })
    expect(await needsBuild()).toBe(false)
  })
})

it('says what to do where it may not write, and waits for nobody', async () => {
  // A folder that cannot be made, whoever asks: its place is taken by a file that is no folder.
  writeFileSync(join(checkout, 'blocked'), '')
  const script = readFileSync(join(checkout, 'server', 'build.js'), 'utf8')
  const blocked = script.replace("join(root, 'dist.lock')", "join(root, 'blocked', 'dist.lock')")
  expect(blocked).not.toBe(script)
  writeFileSync(join(checkout, 'server', 'build.js'), blocked)
  const { build } = (await import(pathToFileURL(join(checkout, 'server', 'build.js')).href)) as {
    build: () => Promise<void>
  }
  await expect(build()).rejects.toThrow(/cannot be written here\. Remedy: run "npm run build"/)
})
