/** Pixels left and right of the plot, the same for charts that share one time axis and for what is drawn over them. */
export const AXIS_PX = 64
export const MARGIN_PX = 12

/** A count axis as wide as its neighbours'. */
export const sameWidth = (axis: { width: number }): void => {
  axis.width = AXIS_PX
}

/** The ruler under a stack of charts has the times. */
export const silentTimeAxis = { type: 'linear', display: false } as const
