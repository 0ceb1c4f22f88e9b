import { parseArgs } from 'node:util'
import { fuzz } from './fuzz-run.ts'

/*
 * npm run fuzz -- [--frames N] [--seed N]: so many mutants of all fixtures and of every tunnel through the decoder. Ends
 * with 1 at the first one that breaks a rule, and prints it. The same seed makes the same frames.
 */

const { values } = parseArgs({ options: { frames: { type: 'string' }, seed: { type: 'string' } } })
const frames = Number(values.frames ?? 1_000_000)
const seed = Number(values.seed ?? 20_251_126)
if (!Number.isSafeInteger(frames) || frames < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('--frames takes a whole number above 0, --seed a whole number\n')
  process.exit(2)
}
const started = performance.now()
try {
  const figures = fuzz(
    frames,
    seed,
    () => performance.now(),
    (done) => {
      if (done > 0 && done % 1_000_000 === 0) process.stderr.write(`${done} frames\n`)
    },
  )
  const seconds = (performance.now() - started) / 1_000
  process.stdout.write(`${JSON.stringify({ seed, seconds, ...figures }, null, 2)}\n`)
} catch (error) {
  process.stderr.write(
    `${String(error)}\n${error instanceof Error && error.cause instanceof Error ? (error.cause.stack ?? '') : ''}\n`,
  )
  process.exitCode = 1
}
