import type { SourceStatus } from './source.ts'

/** What a source says of itself before it has done anything. */
export const startingStatus = (): SourceStatus => ({
  state: 'starting',
  notice: null,
  limits: [],
  droppedByKernel: null,
  undecodable: {},
  pendingSenders: [],
  approvedSenders: [],
  rate: 1,
})
