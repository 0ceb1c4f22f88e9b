import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportOrder, ReadableHistory } from './order.ts'
import { notWritten } from './part-file.ts'
import { octetsOf, type Told, wholeOf } from './write.ts'

const NAME = 'standard output'

/** To a stream that others read, as fast as they do. Throws a HistoryError, also where nobody reads any more. */
export async function writeTo(
  stream: Writable,
  history: ReadableHistory,
  order: ExportOrder,
  told: Told,
): Promise<number> {
  const rest = await wholeOf(history, order)
  told(0, rest.all)
  try {
    const octets = Readable.from(octetsOf(rest, order.gzip, told), { highWaterMark: 1 })
    await pipeline(octets, stream, { end: false })
    return rest.all
  } catch (error) {
    throw notWritten(NAME, error)
  }
}
