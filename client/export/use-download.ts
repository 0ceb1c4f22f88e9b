import { computed } from 'vue'
import type { ExportCount } from '../../shared/export.ts'
import { exportFileName } from '../../shared/export-name.ts'
import type { EpochMs } from '../../shared/time.ts'
import { begin, handedOver, type Wanted } from './downloads.ts'
import { exportPath, exportQuery, rowsQuery } from './lines.ts'
import type { Preview } from './preview.ts'
import { rangeOf, type ExportRequest } from './request.ts'
import { canCompress, canStream, diskSink, gzipSink, MEMORY_OCTETS, memorySink, type FileSink } from './sinks.ts'

/** What the page knows of the file before it comes. */
export interface Foreseen {
  request: ExportRequest
  now: EpochMs
  pageZone: string
  count: ExportCount | null
  preview: Preview | null
}

export function nameOf(request: ExportRequest, now: EpochMs): string {
  const { from, to } = rangeOf(request, now)
  const { set, filter, format, gzip } = request
  return exportFileName({
    ...{ set, filter: filter.trim(), format, gzip },
    ...{ from: from ?? undefined, to: to ?? undefined, at: request.at ?? undefined },
  })
}

/** Octets of the plain file, from its first rows; null: not known. */
export function sizeOf({ count, preview }: Pick<Foreseen, 'count' | 'preview'>): number | null {
  if (count?.rows === 0) return 0
  if (count === null || preview?.rowOctets == null) return null
  return preview.headerOctets + Math.round(count.rows * preview.rowOctets)
}

/** How the file comes here: to the disk where the browser can, in memory while it is small, else by the browser alone. */
export function wayOf({ request, count, preview }: Pick<Foreseen, 'request' | 'count' | 'preview'>) {
  if (count === null || (request.gzip && !canCompress())) return 'browser'
  if (canStream()) return 'disk'
  const size = sizeOf({ count, preview })
  // A guess from ten rows may be off by half.
  return size !== null && size < MEMORY_OCTETS / 2 ? 'memory' : 'browser'
}

export function useDownload(foreseen: () => Foreseen, clock: () => EpochMs) {
  const file = computed(() => nameOf(foreseen().request, foreseen().now))
  const way = computed(() => wayOf(foreseen()))

  /** `link`: presses the plain link. */
  async function start(link: () => void): Promise<void> {
    const { request, now, pageZone, count } = foreseen()
    const wanted: Wanted = {
      set: request.set,
      file: file.value,
      path: exportPath(request.set, request.format),
      query: exportQuery({ ...request, gzip: false }, now, pageZone),
      rows: rowsQuery(request, now),
      csv: request.format === 'csv',
    }
    const zipped = (sink: FileSink): FileSink => (request.gzip ? gzipSink(sink) : sink)
    if (way.value === 'browser') {
      link()
      handedOver(wanted, count?.rows ?? null, clock())
    } else if (way.value === 'memory') begin(wanted, zipped(memorySink(wanted.file)), clock)
    else {
      const disk = await diskSink(wanted.file)
      if (disk) begin({ ...wanted, file: disk.name }, zipped(disk.sink), clock)
    }
  }
  return { file, way, start }
}
