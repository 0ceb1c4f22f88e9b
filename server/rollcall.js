#!/usr/bin/env node
// The command `rollcall`. In a checkout it builds `dist/` first when that is missing or older than the sources;
// an installed package comes with `dist/` and without sources to build.
import { fileURLToPath } from 'node:url'
import { needsBuild, build } from './build.js'
import { noneLeft, tooFewOpenFiles } from './open-files.js'

let ready = true
const refuse = (sentence) => {
  process.stderr.write(`rollcall: ${sentence}\n`)
  process.exitCode = 2
  ready = false
}
const tooFew = tooFewOpenFiles()
if (tooFew) refuse(tooFew)
try {
  if (ready && needsBuild()) await build()
} catch (error) {
  refuse(error.message)
}
if (ready) {
  // Who watches what is nobody else's business: what is written is for its user alone.
  process.umask(0o077)
  const args = process.argv.slice(2)
  const { launchedApart } = await loaded('../dist/server/launch.js')
  if (!(await launchedApart(args, fileURLToPath(import.meta.url)))) {
    const { main } = await loaded('../dist/server/main.js')
    await main(args)
  }
}

/** Ends here where the machine has no file descriptor left for it. */
async function loaded(path) {
  try {
    return await import(path)
  } catch (error) {
    const none = noneLeft(error)
    if (none === null) throw error
    refuse(none)
    process.exit()
  }
}
