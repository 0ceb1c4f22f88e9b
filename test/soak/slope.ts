/** The line that fits best (least squares), and how far the points lie from it (standard deviation). */
export function slopeOf(points: readonly { x: number; y: number }[]): { slope: number; noise: number } {
  const n = points.length
  const mean = (pick: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / n
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)]
  const spread = mean((point) => (point.x - x) ** 2)
  const slope = spread === 0 ? 0 : mean((point) => (point.x - x) * (point.y - y)) / spread
  const noise = Math.sqrt(mean((point) => (point.y - y - slope * (point.x - x)) ** 2))
  return { slope, noise }
}
