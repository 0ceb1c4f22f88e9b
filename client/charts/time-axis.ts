/** Pixels left and right of the plot, the same for charts that share one time axis and for what is drawn over them. */
export const AXIS_PX = 64
export const MARGIN_PX = 12

/** Pixels above and below the plot: half a line of text. Chart.js adds the gap beside its ticks, which a low chart needs. */
const HALF_LINE_PX = 8

/** A count axis as wide as its neighbours'. */
export const sameWidth = (axis: { width: number; paddingTop: number; paddingBottom: number }): void => {
  axis.width = AXIS_PX
  axis.paddingTop = HALF_LINE_PX
  axis.paddingBottom = HALF_LINE_PX
}

/** The ruler under a stack of charts has the times. */
export const silentTimeAxis = { type: 'linear', display: false } as const
