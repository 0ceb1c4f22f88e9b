import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '../version.ts'

/** Changes when the page does. */
export function buildId(client: string): string {
  try {
    return createHash('sha256')
      .update(readFileSync(join(client, 'index.html')))
      .digest('hex')
      .slice(0, 12)
  } catch {
    return VERSION
  }
}
