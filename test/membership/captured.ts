import { readFileSync } from 'node:fs'
import { CaptureReader } from '../../server/capture/pcap.ts'
import type { Frame } from '../../server/capture/source.ts'

const CAPTURES = new URL('../fixtures/captures/', import.meta.url)

export const readText = (path: string): string => readFileSync(new URL(path, CAPTURES), 'utf8')

/** The frames of a capture of the fixtures, each with octets of its own. Throws when it cannot be read to its end. */
export function readFrames(path: string): Frame[] {
  const frames: Frame[] = []
  const reader = new CaptureReader((frame) => {
    const data = frame.data.slice(frame.start, frame.end)
    frames.push({ ...frame, data, start: 0, end: data.length })
  })
  reader.push(readFileSync(new URL(path, CAPTURES)))
  const { kind, detail } = reader.end()
  if (kind !== 'complete') throw new Error(`${path}: ${kind} ${detail}`)
  return frames
}
