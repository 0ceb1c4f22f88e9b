#!/usr/bin/env node
// The command `rollcall`. In a checkout it builds `dist/` first when that is missing or older than the sources;
// an installed package comes with `dist/` and without sources to build.
import { fileURLToPath } from 'node:url'
import { needsBuild, build } from './build.js'

let ready = true
try {
  if (needsBuild()) await build()
} catch (error) {
  process.stderr.write(`rollcall: ${error.message}\n`)
  process.exitCode = 2
  ready = false
}
if (ready) {
  // Who watches what is nobody else's business: what is written is for its user alone.
  process.umask(0o077)
  const args = process.argv.slice(2)
  const { launchedApart } = await import('../dist/server/launch.js')
  if (!(await launchedApart(args, fileURLToPath(import.meta.url)))) {
    const { main } = await import('../dist/server/main.js')
    await main(args)
  }
}
