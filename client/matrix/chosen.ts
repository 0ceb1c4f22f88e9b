import { cellState, type CellState } from '../../shared/cell.ts'
import type { SubscriptionsBlock } from '../../shared/view-heads.ts'
import type { MatrixCell } from '../components/matrix/cell.ts'

/*
 * The cell under the cursor stands in the address, so that a link shows the same one. A segment is a path with slashes;
 * no address has a `~`. Pure.
 */

export const cellText = ({ segment, host, group }: Pick<MatrixCell, 'segment' | 'host' | 'group'>): string =>
  [segment, host.ip, host.mac ?? '', group].join('~')

/** The cell as it is now; null when its host or its group is not among the rows and columns. */
export function cellFrom(text: string | null, blocks: readonly SubscriptionsBlock[]): MatrixCell | null {
  const parts = text?.split('~') ?? []
  const [group = '', mac = '', ip = ''] = parts.slice(-3).reverse()
  const segment = parts.slice(0, -3).join('~')
  for (const block of blocks) {
    if (block.segment !== segment) continue
    const row = block.hosts.findIndex((host) => host.ip === ip && (host.mac ?? '') === mac)
    const column = block.groups.findIndex((one) => one.group === group)
    const [host, known] = [block.hosts[row], block.groups[column]]
    if (!host || !known) continue
    return {
      segment,
      segmentState: block.state,
      host: { ip: host.ip, mac: host.mac },
      hostName: host.name,
      vendor: host.vendor,
      group,
      groupName: known.name,
      state: stateOf(block.cells, row, column),
    }
  }
  return null
}

function stateOf(triples: readonly number[], row: number, column: number): CellState | null {
  for (let i = 0; i + 2 < triples.length; i += 3) {
    if (triples[i] === row && triples[i + 1] === column) return cellState(triples[i + 2])
  }
  return null
}
