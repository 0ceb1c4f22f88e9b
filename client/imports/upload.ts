import type { ImportJob } from '../../shared/imports.ts'
import { apiUrl, ApiError, refusal, type Query } from '../api.ts'
import { t } from '../i18n/index.ts'

/** Octets that were sent, of how many. */
export type Sent = (octets: number, of: number) => void

/**
 * A file to the server as it is, read from the disk while it goes. By the older way, since `fetch` does not tell how far it
 * is. Throws `ApiError`, and an abort as `AbortError`.
 */
export function upload(path: string, query: Query, file: File, told: Sent, signal: AbortSignal): Promise<ImportJob> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', apiUrl(path, query))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => told(loaded, total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as ImportJob)
      else reject(refusal(request.status, request.response))
    }
    request.onerror = () => reject(new ApiError(0, t('common.error.network')))
    request.onabort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}
