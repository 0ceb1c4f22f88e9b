import { readCapture, type FileEnd } from '../capture/file.ts'
import type { Frame } from '../decode/frame.ts'
import type { LineOutput } from './output.ts'

const ASKED_FOR: FileEnd = { kind: 'complete', notice: null }

/**
 * Reads a capture until it ends, the person stops it, or nobody reads the output any more. Only the first of these tells
 * anything about the file.
 */
export async function readUntilStopped(
  file: string,
  output: LineOutput,
  stopped: () => boolean,
  onFrame: (frame: Frame) => void,
): Promise<FileEnd> {
  const end = await readCapture(file, onFrame, async () => (await output.flush()) && !stopped())
  return stopped() || output.closed ? ASKED_FOR : end
}
