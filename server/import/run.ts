import type { MessagePort } from 'node:worker_threads'
import type { ImportRow } from '../../shared/imports.ts'
import { notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { readCapture } from '../capture/file.ts'
import { HistoryError, ImportSession } from '../history/store.ts'
import { Tap, type TapOptions } from '../tap.ts'
import { captureName } from './capture-name.ts'
import { FrameDigest } from './frame-digest.ts'
import { Halt } from './halt.ts'
import { survey, type CaptureFile, type Survey } from './survey.ts'

export interface CaptureImport {
  /** In the order of their time: one source. */
  readonly files: readonly CaptureFile[]
  /** Of its source; null: that of the first file, or a free one like it. */
  readonly name: string | null
  readonly tap: TapOptions
  /** Names that sources have which the history does not know yet. */
  readonly taken: readonly string[]
  /** By the wall. */
  readonly importedAt: EpochMs
  /** Octets of a file when it is unpacked; absent: as many as there are. */
  readonly maxOctets?: number
}

export interface ImportProgress {
  /** null: they are being counted. */
  frames: number | null
  done: number
}

export interface Imported {
  /** They were there before. */
  known: boolean
  row: ImportRow
}

/** Called between two pieces of a file: the place to yield. False ends the import. */
type Between = (progress: ImportProgress) => Promise<boolean>

/**
 * Puts a capture into the history: its frames go the way of live ones, with the clock of the capture. Goes through the
 * files twice: first to know what they are. Throws a HistoryError when nothing of it was put in.
 */
export async function importCapture(port: MessagePort, capture: CaptureImport, between: Between): Promise<Imported> {
  let tap: Tap | null = null
  let name = ''
  const session = new ImportSession(port, (source) => (source === name ? (tap?.table ?? null) : null))
  try {
    const surveyed = await surveyOf(capture, between)
    const { files, taken, importedAt } = capture
    const begun = await session.begin(
      {
        ...surveyed,
        name: capture.name ?? captureName(files[0]?.shown ?? ''),
        exact: capture.name !== null,
        files: files.map(({ shown }) => shown),
        importedAt,
      },
      taken,
    )
    if ('known' in begun) return { known: true, row: begun.known }
    name = begun.name
    tap = new Tap(name, capture.tap)
    await feed(session, tap, name, capture, surveyed, between)
    session.record(name, tap.table.closeMinute(), tap.table.clock)
    return { known: false, row: await session.end(tap.counters.igmp) }
  } finally {
    session.close()
  }
}

async function surveyOf({ files, maxOctets }: CaptureImport, between: Between): Promise<Survey> {
  const surveyed = await survey(files, () => between({ frames: null, done: 0 }), maxOctets)
  if (surveyed.frames === 0) throw new HistoryError(notice('capture-no-frames', { file: files[0]?.shown ?? '' }))
  return surveyed
}

async function feed(
  session: ImportSession,
  tap: Tap,
  name: string,
  { files }: CaptureImport,
  { frames, digest }: Survey,
  between: Between,
): Promise<void> {
  const again = new FrameDigest()
  const halt = new Halt()
  for (const file of files) {
    await readCapture(
      file.path,
      (frame) => {
        // What a capture program has added meanwhile was not counted.
        if (again.frames >= frames) return
        again.add(frame)
        const step = tap.take(frame)
        session.record(name, step, tap.table.clock)
      },
      () =>
        halt.goOn(async () => {
          await session.room()
          return between({ frames, done: again.frames })
        }),
    )
    halt.check()
  }
  if (again.end() !== digest) throw new HistoryError(notice('capture-changed', { file: files[0]?.shown ?? '' }))
}
