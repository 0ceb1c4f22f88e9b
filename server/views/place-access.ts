import type { FieldAccess } from '../../shared/filter.ts'
import type { Place } from './scene.ts'

/** The fields that every row has through its segment. */
export const placeAccess = <Item>(placeOf: (item: Item) => Place) =>
  ({
    vlan: (item, is) => is(placeOf(item).segment.segment.vlans),
    segment: (item, is) => {
      const { segment, name } = placeOf(item)
      return is(segment.segment.name) || (name !== null && is(name))
    },
    name: (item, is) => is(placeOf(item).name ?? ''),
    tap: (item, is) => is(placeOf(item).source.name),
  }) satisfies FieldAccess<Item>
