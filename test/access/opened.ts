import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Access, type AccessOptions } from '../../server/access/access.ts'
import type { Role } from '../../shared/access.ts'

/** A data folder of its own with who may come in. */
export interface Opened {
  folder: string
  access: Access
  /** What was logged. */
  told: string[]
  /** How often somebody may have been put out. */
  changes: () => number
  clock: { now: number }
  /** Makes one. */
  token: (role: Role) => string
  /** As after a restart, or as another process that has the same folder. */
  again: (more?: Partial<AccessOptions>) => Access
  close: () => Promise<void>
}

export function opened(more: Partial<AccessOptions> = {}): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-access-'))
  const told: string[] = []
  let changes = 0
  const clock = { now: Date.UTC(2025, 10, 26) }
  const all: Access[] = []
  const again = (other: Partial<AccessOptions> = {}): Access => {
    const one = new Access({
      folder,
      beyond: false,
      hasToken: true,
      now: () => clock.now,
      onChange: () => (changes += 1),
      log: (sentence) => told.push(sentence),
      ...more,
      ...other,
    })
    all.push(one)
    return one
  }
  const access = again()
  const token = (role: Role): string => {
    const made = access.addToken({ name: role, role }, null)
    if ('why' in made) throw new Error(made.why.code)
    return made.token
  }
  return {
    ...{ folder, access, told, clock, token, again },
    changes: () => changes,
    close: async () => {
      for (const one of all) await one.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
