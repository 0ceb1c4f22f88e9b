import type { CsvDelimiter } from '../../shared/export.ts'
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { send } from '../api.ts'
import { parseCsv } from './csv.ts'

const PREVIEW_ROWS = 20
/** The preview reads no more of a file than this, in UTF-16 units; the file itself has no such end. */
const PREVIEW_TEXT = 256 * 1024
/** Files are in the order of time, so the newest rows are looked for in a short span first. */
const PREVIEW_SPANS: readonly DurationMs[] = [MINUTE, 15 * MINUTE, 3 * HOUR]

export interface Preview {
  columns: readonly string[]
  /** The newest last. */
  rows: readonly (readonly string[])[]
  /** The file was read to its end; else these are rows from near its end. */
  complete: boolean
}

async function read(path: string, delimiter: CsvDelimiter, signal: AbortSignal): Promise<Preview> {
  const response = await send(path, { signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let complete = true
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    text += value
    if (text.length > PREVIEW_TEXT) {
      complete = false
      await reader.cancel()
      break
    }
  }
  const [columns = [], ...rows] = parseCsv(text, delimiter)
  return { columns, rows: rows.slice(-PREVIEW_ROWS), complete }
}

/** Where to begin to look, one attempt after the other; the last one is the whole range. */
export function previewStarts(from: EpochMs | null, end: EpochMs): (EpochMs | null)[] {
  const starts = PREVIEW_SPANS.map((span) => end - span).filter((start) => from === null || start > from)
  return [...starts, from]
}

/**
 * The newest rows of the very file that would be downloaded. `pathFrom` gives its address with another beginning.
 * Throws `ApiError`; an abort is thrown on as it is.
 */
export async function fetchPreview(
  pathFrom: (from: EpochMs | null) => string,
  from: EpochMs | null,
  end: EpochMs,
  delimiter: CsvDelimiter,
  signal: AbortSignal,
): Promise<Preview> {
  let preview: Preview = { columns: [], rows: [], complete: true }
  for (const start of previewStarts(from, end)) {
    preview = await read(pathFrom(start), delimiter, signal)
    if (!preview.complete || preview.rows.length >= PREVIEW_ROWS) break
  }
  return preview
}
