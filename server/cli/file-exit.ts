import type { FileEnd } from '../capture/file.ts'
import { sentence } from '../../shared/notice.ts'

/** Says what was wrong with a capture, once, on standard error. A cut file was read as far as it goes: status 0. */
export function exitFor(end: FileEnd): number {
  if (end.notice) process.stderr.write(`rollcall: ${sentence(end.notice)}\n`)
  return end.kind === 'complete' || end.kind === 'cut' || end.kind === 'damaged' ? 0 : 2
}
