import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { notice } from '../../shared/notice.ts'
import { HistoryError } from '../history/store.ts'

/** What stands beside a file that is not whole: what it is a part of. */
const MEMO = '.part.json'
const PART = '.part'

/**
 * A file that is written under another name and has its own when it is whole. All of it rejects with a HistoryError that
 * says why it cannot be written.
 */
export class PartFile {
  readonly #path: string
  readonly #file: FileHandle
  #length: number

  private constructor(path: string, file: FileHandle, length: number) {
    this.#path = path
    this.#file = file
    this.#length = length
  }

  /** `memo`: what a later run needs to go on with it. */
  static begin(path: string, memo: string): Promise<PartFile> {
    return told(path, async () => {
      await writeFile(`${path}${MEMO}`, memo, { mode: 0o600 })
      return new PartFile(path, await open(`${path}${PART}`, 'w', 0o600), 0)
    })
  }

  /** Cut to its first `length` octets. */
  static goOn(path: string, length: number): Promise<PartFile> {
    return told(path, async () => {
      const file = await open(`${path}${PART}`, 'r+')
      await file.truncate(length)
      return new PartFile(path, file, length)
    })
  }

  static partOf(path: string): string {
    return `${path}${PART}`
  }

  /** null: there is none. */
  static async memoOf(path: string): Promise<string | null> {
    try {
      return await readFile(`${path}${MEMO}`, 'utf8')
    } catch {
      return null
    }
  }

  write(octets: Uint8Array): Promise<void> {
    return told(this.#path, async () => {
      for (let at = 0; at < octets.length;) {
        const { bytesWritten } = await this.#file.write(octets, at, octets.length - at, this.#length)
        at += bytesWritten
        this.#length += bytesWritten
      }
    })
  }

  /** It is whole: on the disk, then under its name. */
  finish(): Promise<void> {
    return told(this.#path, async () => {
      await this.#file.sync()
      await this.#file.close()
      await rename(`${this.#path}${PART}`, this.#path)
      await rm(`${this.#path}${MEMO}`, { force: true })
    })
  }

  /** `keep`: a later run goes on with it. */
  async giveUp(keep: boolean): Promise<void> {
    await this.#file.close().catch(() => undefined)
    if (keep) return
    // Where nothing can be written nothing can be taken away: why it was given up is what is told.
    for (const end of [PART, MEMO]) await rm(`${this.#path}${end}`, { force: true }).catch(() => undefined)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'this user may not write there',
  EROFS: 'nothing can be written there',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EPIPE: 'nobody reads it any more',
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw notWritten(path, error)
  }
}

export function notWritten(path: string, error: unknown): HistoryError {
  if (error instanceof HistoryError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = REASONS[code] ?? (error instanceof Error ? error.message : String(error))
  return new HistoryError(notice('export-not-written', { path, detail }))
}
