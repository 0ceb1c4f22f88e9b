import type { Answers, ImportAnswer, NameKey } from '../../shared/api.ts'
import { MAX_PAGE } from '../../shared/live.ts'
import type { NameEntry, NameKind } from '../../shared/names.ts'
import { getJson, postFile, putJson, remove, unchanged } from '../api.ts'

/* The book of names as the server keeps it. Each throws `ApiError`. */

export interface NamesAsked {
  kind: NameKind | null
  /** Free text: part of a subject or of a name. */
  filter: string
  offset: number
  limit: number
}
export const listNames = (asked: NamesAsked, signal?: AbortSignal): Promise<Answers['/names']> =>
  getJson<Answers['/names']>('/names', { ...asked }, signal)

/** `before`: only while it is still called so. */
export const giveName = (entry: NameEntry, before?: NameEntry): Promise<NameEntry> =>
  putJson<NameEntry>('/names', entry, before ? unchanged(before) : {})

export const takeName = ({ kind, subject, on }: Omit<NameEntry, 'name'>, before?: NameEntry): Promise<unknown> =>
  remove(
    '/names',
    { kind, subject, on } satisfies { [K in keyof NameKey]: string | null },
    before ? unchanged(before) : {},
  )

/** Octets of a file of names, as the server takes it. */
export const MAX_IMPORT = 5 * 1_024 * 1_024

const typeOf = (name: string): string => (/\.m3u8?$/i.test(name) ? 'audio/x-mpegurl' : 'text/csv')

/** `kind`: of lines that do not say theirs. With `preview` nothing changes. */
export const importNames = (
  file: { name: string; body: Blob | string },
  kind: NameKind,
  preview: boolean,
): Promise<ImportAnswer> =>
  postFile<ImportAnswer>('/names/import', { kind, preview: preview ? 1 : null }, typeOf(file.name), file.body)

/**
 * The entries that name exactly this subject, those on this segment first: what a rename in place has to change. A host
 * is named by its address or by its MAC.
 */
export async function entriesOf(kind: NameKind, subjects: readonly string[], segment: string): Promise<NameEntry[]> {
  const found: NameEntry[] = []
  for (const subject of subjects) {
    const { rows } = await getJson<Answers['/names']>('/names', { kind, filter: subject, limit: MAX_PAGE })
    found.push(...rows.filter((row) => row.subject === subject && (row.on === null || row.on === segment)))
  }
  return found.sort((a, b) => Number(a.on === null) - Number(b.on === null))
}
