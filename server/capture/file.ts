import { notice, type Notice } from '../../shared/notice.ts'
import { captureChunks, type CaptureInput } from './chunks.ts'
import { BrokenGzip } from './gunzip.ts'
import { CaptureReader, type CaptureEnd } from './pcap.ts'
import { pushInSlices } from './slices.ts'
import type { Frame } from './source.ts'

/** How reading a file went. `notice` is null for `complete` alone. What came before a cut or damage was handed over. */
export interface FileEnd {
  kind: CaptureEnd['kind'] | 'not-found' | 'unreadable'
  notice: Notice | null
}

/**
 * Reads a whole capture: pcap, pcapng, either of them gzipped; `-` is standard input. Every frame is handed over
 * in file order, and everything else has a turn from time to time. After each piece of at most a mebibyte `afterChunk` is
 * awaited, with the octets so far, unpacked: the place to yield, to wait, or to answer false and stop. Never rejects for
 * what is wrong with the file.
 */
export async function readCapture(
  path: CaptureInput,
  onFrame: (frame: Frame) => void,
  afterChunk?: (octets: number) => Promise<boolean>,
): Promise<FileEnd> {
  const reader = new CaptureReader(onFrame)
  let broken: BrokenGzip | null = null
  let octets = 0
  try {
    for await (const chunk of captureChunks(path)) {
      octets += chunk.length
      await pushInSlices(reader, chunk)
      const goOn = !afterChunk || (await afterChunk(octets))
      if (!goOn || reader.finished) break
    }
  } catch (error) {
    if (!(error instanceof BrokenGzip)) return failedToRead(path, error)
    broken = error
  }
  const end = reader.end()
  // Where too little came out of it, nobody knows whether it is a capture.
  if (broken && !reader.finished) {
    return fileEnd(path, { kind: broken.cut ? 'cut' : 'damaged', detail: broken.message })
  }
  return fileEnd(path, end)
}

const shownName = (path: CaptureInput): string => (typeof path !== 'string' || path === '-' ? 'standard input' : path)

function fileEnd(path: CaptureInput, end: CaptureEnd): FileEnd {
  const values = { file: shownName(path), detail: end.detail }
  switch (end.kind) {
    case 'complete':
      return { kind: end.kind, notice: null }
    case 'cut':
      return { kind: end.kind, notice: notice('file-cut', values) }
    case 'damaged':
      return { kind: end.kind, notice: notice('file-damaged', values) }
    case 'not-a-capture':
      return { kind: end.kind, notice: notice('not-a-capture', values) }
  }
}

function failedToRead(path: CaptureInput, error: unknown): FileEnd {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return { kind: 'not-found', notice: notice('file-not-found', { file: shownName(path) }) }
  const detail = REASONS[String(code)] ?? (error instanceof Error ? error.message : String(error))
  return { kind: 'unreadable', notice: notice('file-unreadable', { file: shownName(path), detail }) }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
}
