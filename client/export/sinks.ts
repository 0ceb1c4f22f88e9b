import type { Sink } from './download.ts'
import type { Octets } from './whole-rows.ts'

/** Where a file goes that this page fetches itself. */
export interface FileSink extends Sink {
  /** It is whole: it stands under its name. */
  close(): Promise<void>
  /** It never was. */
  discard(): Promise<void>
}

/** Not in every browser, and only where the page came over https or from this machine (a secure context). */
interface FilePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>
}
const picker = (): FilePicker['showSaveFilePicker'] => (globalThis as FilePicker).showSaveFilePicker?.bind(globalThis)

/** A file can be written to the disk while it comes. */
export const canStream = (): boolean => picker() !== undefined

/** Asks where to put it. null: the reader thought better of it. Must be called while a key or a press is handled. */
export async function diskSink(file: string): Promise<{ sink: FileSink; name: string } | null> {
  const pick = picker()
  if (!pick) return null
  try {
    const handle = await pick({ suggestedName: file })
    const writable = await handle.createWritable()
    const sink = {
      write: (rows: Octets) => writable.write(rows),
      close: () => writable.close(),
      discard: () => writable.abort(),
    }
    return { sink, name: handle.name }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

/** More than this is not held in memory, as the file is written. */
export const MEMORY_OCTETS = 64 * 1024 * 1024

export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** A small file is held until it is whole and then saved as any download. */
export function memorySink(file: string): FileSink {
  let parts: Octets[] = []
  let octets = 0
  return {
    write(rows) {
      octets += rows.length
      if (octets > MEMORY_OCTETS) return Promise.reject(new TooLarge())
      parts.push(rows)
      return Promise.resolve()
    },
    close() {
      save(new Blob(parts), file)
      parts = []
      return Promise.resolve()
    },
    discard() {
      parts = []
      return Promise.resolve()
    },
  }
}

/** The browser reads the blob after the press: it is let go a while later. */
const SAVED_BY_THEN_MS = 60_000

function save(blob: Blob, file: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_BY_THEN_MS)
}

/** The same, compressed here: what comes is plain text, so that a break leaves whole rows. */
export function gzipSink(sink: FileSink): FileSink {
  const gzip = new CompressionStream('gzip')
  const writer = gzip.writable.getWriter()
  const out = gzip.readable.pipeTo(
    new WritableStream<Octets>({ write: (octets) => sink.write(octets), close: () => sink.close() }),
  )
  // What goes wrong behind it is told by the next write.
  out.catch(() => undefined)
  return {
    write: (rows) => writer.write(rows),
    async close() {
      await writer.close()
      await out
    },
    async discard() {
      await writer.abort().catch(() => undefined)
      await out.catch(() => undefined)
      await sink.discard()
    },
  }
}
export const canCompress = (): boolean => typeof CompressionStream !== 'undefined'
