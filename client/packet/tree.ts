import type { Packet, PacketField, PacketLayer } from '../../shared/packets.ts'

/** A layer or a field of a packet, as a line of its tree. */
export interface Node {
  id: string
  depth: number
  first: number
  last: number
  layer: PacketLayer | null
  field: PacketField | null
  children: readonly Node[]
}

const fieldNode = (field: PacketField, id: string, depth: number): Node => ({
  id,
  depth,
  first: field.first,
  last: field.last,
  layer: null,
  field,
  children: (field.fields ?? []).map((inner, index) => fieldNode(inner, `${id}.${index}`, depth + 1)),
})

export const treeOf = ({ layers }: Pick<Packet, 'layers'>): readonly Node[] =>
  layers.map((layer, at) => ({
    id: String(at),
    depth: 0,
    first: layer.first,
    last: layer.last,
    layer,
    field: null,
    children: layer.fields.map((field, index) => fieldNode(field, `${at}.${index}`, 1)),
  }))

/** What is open at first: the message, and who sent it to whom. */
export const openedAtFirst = (tree: readonly Node[]): string[] =>
  tree.filter(({ layer }) => layer?.kind === 'igmp' || layer?.kind === 'mld').map(({ id }) => id)

/** The lines to show: what is within a closed node is not. */
export const visible = (nodes: readonly Node[], open: ReadonlySet<string>): Node[] =>
  nodes.flatMap((node) => [node, ...(open.has(node.id) ? visible(node.children, open) : [])])

/** The smallest thing that an octet belongs to, and all that is around it, the largest first. */
export function pathTo(nodes: readonly Node[], octet: number): Node[] {
  const covering = nodes.filter(({ first, last }) => octet >= first && octet <= last)
  const [smallest] = [...covering].sort((a, b) => a.last - a.first - (b.last - b.first))
  return smallest ? [smallest, ...pathTo(smallest.children, octet)] : []
}

/** The octets of a text of digits, two each. */
export const octetsOf = (hex: string): string[] => hex.match(/../g) ?? []

/** As a person pastes it: 16 octets a line, with their places. */
export const hexDump = (hex: string): string =>
  octetsOf(hex)
    .reduce<string[][]>((lines, octet, at) => {
      if (at % 16 === 0) lines.push([])
      lines.at(-1)?.push(octet)
      return lines
    }, [])
    .map((line, at) => `${(at * 16).toString(16).padStart(4, '0')}  ${line.join(' ')}`)
    .join('\n')
