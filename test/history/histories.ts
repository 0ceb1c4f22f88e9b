import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Notice } from '../../shared/notice.ts'
import { History, type FilePiece, type HistoryOptions } from '../../server/history/store.ts'

/** Histories in folders of their own, closed and taken away after each test. */
const open: History[] = []
const folders: string[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((history) => history.stop()))
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
})

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-history-'))
  folders.push(folder)
  return folder
}

export interface Opened {
  history: History
  notices: (Notice | null)[]
}

export async function openHistory(folder: string, options: Partial<HistoryOptions> = {}): Promise<Opened> {
  const notices: (Notice | null)[] = []
  const onNotice = (notice: Notice | null): void => void notices.push(notice)
  const history = await History.open({ folder, tables: () => null, onNotice, ...options })
  open.push(history)
  return { history, notices }
}

/** All rows of a reading. */
export async function all<Row>(pieces: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const piece of pieces) rows.push(...piece)
  return rows
}

export async function textOf(pieces: AsyncIterable<FilePiece>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const { bytes } of pieces) parts.push(bytes)
  return Buffer.concat(parts).toString('utf8')
}

/** Resolves when `is` holds; the test's own limit of time ends it otherwise. */
export async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Everything that was recorded is in the file: two batches could be under way. */
export async function written(history: History): Promise<void> {
  await until(() => history.status().queued === 0)
}
