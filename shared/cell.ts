/* The number that stands for the state of a cell of the matrix: its place here. */

const CELL_STATES = ['presumed', 'confirmed', 'unknown'] as const
/** `unknown`: not heard since its tap was blind, whatever it was before that. */
export type CellState = (typeof CELL_STATES)[number]

export const cellCode = (state: CellState): number => CELL_STATES.indexOf(state)
/** What a newer server says that this one does not know is not known. */
export const cellState = (code: number | undefined): CellState => CELL_STATES[code ?? -1] ?? 'unknown'
