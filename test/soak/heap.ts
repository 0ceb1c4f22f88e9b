import type { CDPSession } from 'playwright-core'

interface Snapshot {
  snapshot: { meta: { node_fields: readonly string[]; node_types: readonly [readonly string[], ...unknown[]] } }
  nodes: readonly number[]
}

/** What scripts make; the rest is code that the engine compiled, with what it learnt of it, and the browser's own. */
const MADE = new Set([
  'object',
  'array',
  'closure',
  'string',
  'concatenated string',
  'sliced string',
  'number',
  'regexp',
])

/** Octets of the objects of a page, by a picture of its heap. */
export async function objectBytes(devtools: CDPSession): Promise<number> {
  const chunks: string[] = []
  const keep = ({ chunk }: { chunk: string }): void => void chunks.push(chunk)
  devtools.on('HeapProfiler.addHeapSnapshotChunk', keep)
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  devtools.off('HeapProfiler.addHeapSnapshotChunk', keep)
  return madeBytes(JSON.parse(chunks.join('')) as Snapshot)
}

export function madeBytes({ snapshot: { meta }, nodes }: Snapshot): number {
  const width = meta.node_fields.length
  const [type, size] = [meta.node_fields.indexOf('type'), meta.node_fields.indexOf('self_size')]
  const [types] = meta.node_types
  let bytes = 0
  for (let i = 0; i < nodes.length; i += width) {
    if (MADE.has(types[nodes[i + type] ?? -1] ?? '')) bytes += nodes[i + size] ?? 0
  }
  return bytes
}
