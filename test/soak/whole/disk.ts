import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../../lab/command.ts'

const MIB = 2 ** 20
/** Of the whole run; a tmpfs takes only what is in it. */
const SIZE_MIB = 6 * 1_024

/** A file system of its own for the history, in this mount namespace alone, which can be full. */
export class Disk {
  readonly folder = mkdtempSync(join(tmpdir(), 'rollcall-soak-'))

  mount(): void {
    command('mount', '-t', 'tmpfs', '-o', `size=${SIZE_MIB}m,mode=0700`, 'tmpfs', this.folder)
  }

  /** As small as what is in it. */
  fill(): void {
    command('mount', '-o', `remount,size=${Math.ceil(this.used() / MIB)}m`, this.folder)
  }

  /** Octets that the history and its neighbours take. */
  used(): number {
    const { blocks, bfree, bsize } = statfsSync(this.folder)
    return (blocks - bfree) * bsize
  }

  clear(): void {
    command('mount', '-o', `remount,size=${SIZE_MIB}m`, this.folder)
  }

  remove(): void {
    command('umount', '-l', this.folder)
    rmSync(this.folder, { recursive: true, force: true })
  }
}
