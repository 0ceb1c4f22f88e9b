import type { Notice } from '../../shared/notice.ts'
import type { FileEnd } from './file.ts'
import type { SourceStatus } from './source.ts'

/** What a source says of itself before it has done anything. */
export const startingStatus = (): SourceStatus => ({
  state: 'starting',
  notice: null,
  limits: [],
  droppedByKernel: null,
  lost: null,
  sampled: false,
  parent: null,
  undecodable: {},
  pendingSenders: [],
  approvedSenders: [],
  rate: 1,
})

/** What a source says when its capture has ended. `read`: what there is to say when all of it was read. */
export function endedStatus({ kind, notice }: FileEnd, read: Notice): Partial<SourceStatus> {
  switch (kind) {
    case 'complete':
      return { state: 'ended', rate: 0, notice: read }
    case 'cut':
      return { state: 'ended', rate: 0, notice, undecodable: { 'file-cut': 1 } }
    case 'damaged':
      return { state: 'ended', rate: 0, notice, undecodable: { 'file-damaged': 1 } }
    case 'not-a-capture':
    case 'not-found':
    case 'unreadable':
      return { state: 'failed', rate: 0, notice }
  }
}
