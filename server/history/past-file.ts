import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { GivenNames } from './given-names.ts'
import { PastReading } from './past-reading.ts'
import { FILE_NAME } from './file/sqlite.ts'

/** The history of a folder, for reading alone: also while a server writes it. What lasts is told as the file has it. */
export class PastFile extends PastReading {
  /** `names`: what groups and hosts are called. */
  constructor(folder: string, names?: GivenNames) {
    super({ file: join(folder, FILE_NAME), tables: () => null, ...(names ? { names } : {}) })
  }

  static pathIn(folder: string): string {
    return join(folder, FILE_NAME)
  }

  static isIn(folder: string): boolean {
    return existsSync(PastFile.pathIn(folder))
  }

  /** A file is read, or is told not to be one. */
  protected override mustBeOpen(): void {}

  /** Only who writes the file can set it aside; who reads is told. */
  protected override damaged(): void {}

  stop(): Promise<void> {
    return this.stopReading()
  }
}
