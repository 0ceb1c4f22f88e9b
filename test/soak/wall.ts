import { soak } from './soak.ts'
import { slopeOf } from './slope.ts'

const PARTS = 20
const MIB = 2 ** 20
const row = (cells: readonly string[]): void => void process.stdout.write(`| ${cells.join(' | ')} |\n`)

/** A wall that is open for a long time, in a short one: how its memory stands after each part. Gives the exit status: 1 when it grows. */
export async function soakWall(updates: number): Promise<number> {
  row(['updates', 'heap MiB', 'its objects MiB', 'nodes', 'listeners', 'canvases', 'server RSS MiB'])
  row(['--:', '--:', '--:', '--:', '--:', '--:', '--:'])
  const samples = await soak({
    updates,
    samples: PARTS,
    warmUp: Math.min(2_000, updates),
    onSample: ({ updates: n, heapBytes, objectBytes, nodes, listeners, canvases, rssKib }) => {
      const heap = (heapBytes / MIB).toFixed(2)
      const objects = (objectBytes / MIB).toFixed(3)
      const counts = [nodes, listeners, canvases].map(String)
      row([n.toLocaleString('en'), heap, objects, ...counts, (rssKib / 1_024).toFixed(1)])
    },
  })
  const line = (of: 'heapBytes' | 'objectBytes') =>
    slopeOf(samples.map((sample) => ({ x: sample.updates, y: sample[of] })))
  const perMany = ({ slope, noise }: { slope: number; noise: number }): string =>
    `${((slope * 100_000) / 1_024).toFixed(1)} KiB for 100,000 updates, noise ${(noise / 1_024).toFixed(0)} KiB`
  const objects = line('objectBytes')
  // The engine compiles what runs often, more and more rarely: that is no leak. What the page holds must not grow.
  const flat = objects.slope * updates <= Math.max(3 * objects.noise, MIB / 8)
  const steady = (name: 'canvases' | 'listeners'): boolean => samples.at(-1)?.[name] === samples[0]?.[name]
  process.stdout.write(
    `\nobjects: ${perMany(objects)}: ${flat ? 'flat' : 'GROWS'}\nheap, with compiled code: ${perMany(line('heapBytes'))}\n`,
  )
  process.stdout.write(
    `charts made anew: ${steady('canvases') ? 'none' : 'SOME'}; listeners: ${steady('listeners') ? 'the same' : 'MORE'}\n`,
  )
  return flat && steady('canvases') ? 0 : 1
}
