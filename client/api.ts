import type { ProblemDetails } from '../shared/api.ts'
import { entityTag } from '../shared/entity-tag.ts'
import type { FilterError } from '../shared/filter.ts'
import type { Notice } from '../shared/notice.ts'
import { knows, noticeText, t } from './i18n/index.ts'

/** What went wrong, as one sentence for a person. */
export class ApiError extends Error {
  /** 0 when there was no answer. */
  readonly status: number
  /** Where in a filter and why, when that is what is wrong. */
  readonly filter: FilterError | null
  /** Which sentence it is, where the server says so: it tells the field that is wrong. */
  readonly code: string | null

  constructor(status: number, message: string, filter: FilterError | null = null, code: string | null = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.filter = filter
    this.code = code
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

/** What the server says is wrong. */
export function refusal(status: number, body: unknown): ApiError {
  const problem = problemOf(body)
  if (!problem) return new ApiError(status, t('common.error.status', { status }))
  const { detail: message, column, notice } = problem
  const filter = column !== undefined && notice ? { column, message, notice } : null
  return new ApiError(status, translated(notice) ?? message, filter, notice?.code ?? null)
}

/** A server that was updated may say what this page does not know yet: then its English sentence stands. */
const translated = (notice: Notice | undefined): string | null =>
  notice && knows(`notice.${notice.code}`) ? noticeText(notice) : null

/** What asks who one is says so itself. */
const SESSION = '/api/v1/session'
let unknown: () => void = () => undefined
/** Told when the server answers that it does not know who asks. */
export const whenUnknown = (listener: () => void): void => {
  unknown = listener
}

/** The answer, when it is a success. Throws `ApiError` otherwise; an abort is thrown on as it is. */
export async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' })
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure
    throw new ApiError(0, t('common.error.network'))
  }
  if (!response.ok) {
    if (response.status === 401 && !url.startsWith(SESSION)) unknown()
    throw refusal(response.status, await response.json().catch(() => null))
  }
  return response
}

const request = async <T>(url: string, init: RequestInit): Promise<T> => {
  const response = await send(url, init)
  return (await response.json().catch(() => null)) as T
}

/** An answer as it is, an error too. `took`: milliseconds. */
export interface RawAnswer {
  status: number
  text: string
  took: number
}
/** GET of an address, whatever is answered. Throws `ApiError` when nothing is; an abort is thrown on as it is. */
export async function getText(url: string, signal: AbortSignal): Promise<RawAnswer> {
  const begun = performance.now()
  try {
    const response = await fetch(url, { signal, credentials: 'same-origin' })
    return { status: response.status, text: await response.text(), took: performance.now() - begun }
  } catch (failure) {
    if (signal.aborted) throw failure
    throw new ApiError(0, t('common.error.network'))
  }
}

/** GET as JSON. Throws `ApiError`; an abort is thrown on as it is. */
export const getJson = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
  request<T>(apiUrl(path, query), signal ? { signal } : {})

type Condition = Readonly<Record<string, string>>
/** So that it is done only while what is there is what this page has; of null: while there is nothing. */
export const unchanged = (thing: object | null): Condition =>
  thing ? { 'if-match': entityTag(thing) } : { 'if-none-match': '*' }

const withJson =
  (method: 'POST' | 'PUT') =>
  <T>(path: string, body: unknown, headers: Condition = {}): Promise<T> =>
    request<T>(apiUrl(path), {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
/** POST of a JSON body. Throws `ApiError`. */
export const postJson = withJson('POST')
/** PUT of a JSON body. Throws `ApiError`. */
export const putJson = withJson('PUT')

/** POST of a file as it is. Throws `ApiError`. */
export const postFile = <T>(path: string, query: Query, type: string, body: Blob | string): Promise<T> =>
  request<T>(apiUrl(path, query), { method: 'POST', headers: { 'content-type': type }, body })

/** DELETE. Throws `ApiError`. */
export const remove = (path: string, query: Query = {}, headers: Condition = {}): Promise<unknown> =>
  request<unknown>(apiUrl(path, query), { method: 'DELETE', headers })
