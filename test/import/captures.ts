import { fileURLToPath } from 'node:url'
import { importCapture, type CaptureImport, type Imported } from '../../server/import/run.ts'
import { fileOf } from '../../server/import/survey.ts'
import type { History } from '../../server/history/store.ts'
import { Channel } from '../../server/channel.ts'
import { FileSource } from '../../server/capture/file-source.ts'
import { historySink } from '../../server/history-sink.ts'
import type { MembershipTable } from '../../server/membership/table.ts'
import type { TapOptions } from '../../server/tap.ts'
import { openHistory } from '../history/histories.ts'

export const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/captures/${path}`, import.meta.url))
export const HOUR = fixture('hour.pcap')
export const TAP: TapOptions = { formula: 'rfc3376', dedupe: 5 }
/** When they are put in, by the wall. */
export const IMPORTED_AT = Date.UTC(2026, 5, 1)

export const put = (
  history: History,
  files: readonly string[],
  options: Partial<CaptureImport> = {},
  between: Parameters<typeof importCapture>[2] = () => Promise.resolve(true),
): Promise<Imported> =>
  importCapture(
    history.imports.open(),
    { files: files.map(fileOf), name: null, tap: TAP, taken: [], importedAt: IMPORTED_AT, ...options },
    between,
  )

/** The capture as a live source of this name, to its end; the history is closed as a server closes it. */
export async function replayed(folder: string, name: string, path: string): Promise<void> {
  const tables = new Map<string, MembershipTable>()
  const { history } = await openHistory(folder, { tables: (source) => tables.get(source) ?? null })
  const source = new FileSource({ name, path, speed: 0 })
  const channel = new Channel(source, TAP, [historySink(history)], () => IMPORTED_AT)
  tables.set(name, channel.table)
  const ended = new Promise<void>((resolve) => {
    channel.start(
      () => {
        if (source.status().state === 'ended') resolve()
      },
      () => undefined,
    )
  })
  await ended
  await channel.stop()
  await history.stop()
}
