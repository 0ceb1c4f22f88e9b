import type { FileEnd } from '../capture/file.ts'
import { sentence } from '../../shared/notice.ts'
import type { LineOutput } from './output.ts'

/** A cut or damaged capture was read as far as it goes. */
export const wasRead = ({ kind }: FileEnd): boolean => kind === 'complete' || kind === 'cut' || kind === 'damaged'

/**
 * Says what was wrong with a capture, once, on standard error. The exit status: 0 when it was read, cut or not; 2 when
 * there is no capture; 1 when what it gave could not be written.
 */
export function exitFor(end: FileEnd, output: LineOutput): number {
  if (end.notice) process.stderr.write(`rollcall: ${sentence(end.notice)}\n`)
  if (!wasRead(end)) return 2
  return output.failed ? 1 : 0
}
