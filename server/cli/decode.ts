import { Decoder } from '../decode/index.ts'
import { messageLine } from '../decode/line.ts'
import { exitFor } from './file-exit.ts'
import { LineOutput } from './output.ts'
import { readUntilStopped } from './reading.ts'

/** `rollcall decode FILE`: one line per IGMP message, in frame order. Resolves to the exit status. */
export async function decode(file: string, stopped: () => boolean): Promise<number> {
  const output = new LineOutput()
  const decoder = new Decoder('')
  const end = await readUntilStopped(file, output, stopped, (frame) => {
    const message = decoder.decode(frame)
    if (message === 'samples') for (const sampled of decoder.samples(frame)) output.line(messageLine(sampled))
    else if (typeof message !== 'string') output.line(messageLine(message))
  })
  await output.flush()
  return exitFor(end, output)
}
