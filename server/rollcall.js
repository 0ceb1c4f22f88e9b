#!/usr/bin/env node
// The command `rollcall`. In a checkout it builds `dist/` first when that is missing or older than the sources;
// an installed package comes with `dist/` and without sources to build.
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
  const { main } = await import('../dist/server/main.js')
  await main(process.argv.slice(2))
}
