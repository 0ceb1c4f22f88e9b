import type { ProblemDetails } from '../shared/api.ts'
import { t } from './i18n/index.ts'

/** What went wrong, as one sentence for a person. */
export class ApiError extends Error {
  /** 0 when there was no answer. */
  readonly status: number
  /** Where in a filter, counted from 1. */
  readonly column: number | null

  constructor(status: number, message: string, column: number | null = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.column = column
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** The address of an API resource, for a request, a download link or a `curl` line. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `/api/v1${path}${text ? `?${text}` : ''}`
}

/** The problem as the server tells it (RFC 9457), when the body is one. */
function problemOf(body: unknown): ProblemDetails | null {
  const told = typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string'
  return told ? (body as ProblemDetails) : null
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' })
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure
    throw new ApiError(0, t('common.error.network'))
  }
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    const problem = problemOf(body)
    const sentence = problem?.detail ?? t('common.error.status', { status: response.status })
    throw new ApiError(response.status, sentence, problem?.column ?? null)
  }
  return body as T
}

/** GET as JSON. Throws `ApiError`; an abort is thrown on as it is. */
export const getJson = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
  request<T>(apiUrl(path, query), signal ? { signal } : {})

/** POST of a JSON body. Throws `ApiError`. */
export const postJson = <T>(path: string, body: unknown): Promise<T> =>
  request<T>(apiUrl(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
