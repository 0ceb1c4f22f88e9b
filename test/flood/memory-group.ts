import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A control group of its own (cgroups(7)), with so much memory and no more. */
export interface MemoryGroup {
  /** Put before a command, this starts it in the group. */
  readonly before: readonly string[]
  /** Processes that the kernel has ended in it because there was no memory. */
  killed(): number
  /** How often the limit was met: pages of files were given up then. */
  met(): number
  /** When nothing runs in it any more. */
  remove(): void
}

const V1 = '/sys/fs/cgroup/memory'
const V2 = '/sys/fs/cgroup'

/** Of the version that rules the memory here; a sentence: there can be none. */
export function memoryGroup(name: string, bytes: number): MemoryGroup | string {
  const isV1 = existsSync(join(V1, 'memory.limit_in_bytes'))
  const folder = join(isV1 ? V1 : V2, name)
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text)
  const remove = (): void => rmdirSync(folder)
  try {
    if (!isV1) writeFileSync(join(V2, 'cgroup.subtree_control'), '+memory')
    mkdirSync(folder)
  } catch (error) {
    return `no control group with a limit of memory can be made here (${String(error)}). Remedy: run it as root`
  }
  try {
    write(isV1 ? 'memory.limit_in_bytes' : 'memory.max', String(bytes))
    // What is swapped out would not be missed.
    if (isV1) write('memory.swappiness', '0')
    else if (existsSync(join(folder, 'memory.swap.max'))) write('memory.swap.max', '0')
  } catch (error) {
    remove()
    return `the limit of a control group cannot be written here (${String(error)}). Remedy: run it as root`
  }
  return {
    before: ['sh', '-c', `echo $$ > ${join(folder, 'cgroup.procs')} && exec "$@"`, 'sh'],
    killed: () => Number(/^oom_kill (\d+)$/m.exec(read(isV1 ? 'memory.oom_control' : 'memory.events'))?.[1]),
    met: () => Number(isV1 ? read('memory.failcnt') : /^max (\d+)$/m.exec(read('memory.events'))?.[1]),
    remove,
  }
}
