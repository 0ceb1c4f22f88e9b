/* What the command line does with the file as a whole. */

export { backUp, check, restore } from './copying.ts'
export type { Contents } from './contents.ts'
export { HistoryError } from '../file/history-error.ts'
