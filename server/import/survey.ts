import { basename } from 'node:path'
import { readCapture, type FileEnd } from '../capture/file.ts'
import type { Frame } from '../decode/frame.ts'
import { HistoryError } from '../history/store.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { FrameDigest } from './frame-digest.ts'
import { Halt } from './halt.ts'

/** A file of a capture, and what it is called where people read of it. */
export interface CaptureFile {
  readonly path: string
  readonly shown: string
}

/** What a capture is, before it is put in. */
export interface Survey {
  digest: string
  frames: number
  from: EpochMs | null
  to: EpochMs | null
  /** The first of its files that is cut or damaged; what came before that counts. */
  cut: Notice | null
}

export const fileOf = (path: string): CaptureFile => ({ path, shown: basename(path) })

const MEBIBYTE = 1_024 ** 2

/**
 * Goes through all frames once. Throws a HistoryError that says what is no capture. `maxOctets`: of a file when it is
 * unpacked; some MiB of gzip may be terabytes.
 */
export async function survey(
  files: readonly CaptureFile[],
  goOn: () => Promise<boolean>,
  maxOctets = Infinity,
): Promise<Survey> {
  const digest = new FrameDigest()
  const halt = new Halt()
  let cut: Notice | null = null
  let firstBefore = Number.NEGATIVE_INFINITY
  for (const file of files) {
    const seen: { first: EpochMs | null } = { first: null }
    const take = (frame: Frame): void => {
      seen.first ??= frame.at
      digest.add(frame)
    }
    const within = (octets: number): Promise<boolean> => {
      if (octets <= maxOctets) return goOn()
      throw new HistoryError(notice('capture-unpacks-too-large', { limit: Math.floor(maxOctets / MEBIBYTE) }))
    }
    const end = await readCapture(file.path, take, (octets) => halt.goOn(() => within(octets)))
    halt.check()
    if (!isRead(end)) throw new HistoryError(renamed(end.notice, file))
    cut ??= end.notice && renamed(end.notice, file)
    if (seen.first === null) continue
    if (seen.first < firstBefore) throw new HistoryError(notice('captures-out-of-order', { file: file.shown }))
    firstBefore = seen.first
  }
  const { frames, from, to } = digest
  return { digest: digest.end(), frames, from, to, cut }
}

export const isRead = ({ kind }: FileEnd): boolean => kind === 'complete' || kind === 'cut' || kind === 'damaged'

/** By the name that people know: a file that was sent lies under another one. */
function renamed(why: Notice | null, { shown }: CaptureFile): Notice {
  if (!why) return notice('file-unreadable', { file: shown, detail: '' })
  return 'file' in why.values ? { ...why, values: { ...why.values, file: shown } } : why
}
