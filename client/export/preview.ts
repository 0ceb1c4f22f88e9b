import { ApiError } from '../api.ts'
import { t } from '../i18n/index.ts'
import { parseCsv } from './csv.ts'

export const PREVIEW_ROWS = 20
/** The preview reads no more of a file than this, in UTF-16 units; the file itself has no such end. */
export const PREVIEW_TEXT = 256 * 1024

export interface Preview {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** More than what is shown came, or would have come. */
  more: boolean
}

/** The server's own sentence, or the status. */
async function refusal(response: Response): Promise<ApiError> {
  const body = await response.text().catch(() => '')
  const match = /"(?:message|error)"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)
  const sentence = match?.[1] ? String(JSON.parse(match[1])) : t('common.error.status', { status: response.status })
  return new ApiError(response.status, sentence)
}

/**
 * The first rows of the very file that would be downloaded: the stream is cut as soon as there are enough.
 * Throws `ApiError`; an abort is thrown on as it is.
 */
export async function fetchPreview(path: string, delimiter: ',' | ';', signal: AbortSignal): Promise<Preview> {
  let response: Response
  try {
    response = await fetch(path, { signal, credentials: 'same-origin' })
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure
    throw new ApiError(0, t('common.error.network'))
  }
  if (!response.ok) throw await refusal(response)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let more = false
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    text += value
    if (text.length > PREVIEW_TEXT || parseCsv(text, delimiter).length > PREVIEW_ROWS + 1) {
      more = true
      await reader.cancel()
      break
    }
  }
  const [columns = [], ...rows] = parseCsv(text, delimiter)
  return { columns, rows: rows.slice(0, PREVIEW_ROWS), more }
}
