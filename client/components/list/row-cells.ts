import { defineComponent, h, type PropType, type VNode } from 'vue'
import type { Column } from '../../lists/columns.ts'

/** What its table has as slots; which rows these take is the table's affair. */
type Cell = (props: never) => unknown

/**
 * The cells of one row, from the slots of its table. A component of its own: the table is drawn anew with each movement
 * of its bar, a row only when its values change.
 */
export default defineComponent({
  name: 'RowCells',
  props: {
    row: { type: Object as PropType<unknown>, required: true },
    gone: { type: Boolean, required: true },
    columns: { type: Array as PropType<readonly Column[]>, required: true },
    /** The same object for the life of the table. */
    cells: { type: Object as PropType<Readonly<Record<`cell-${string}`, Cell | undefined>>>, required: true },
  },
  setup: (props) => () =>
    props.columns.map(({ key, number, indent }) =>
      h(
        'span',
        { key, role: 'cell', class: { num: number, indent } },
        props.cells[`cell-${key}`]?.({ row: props.row, gone: props.gone } as never) as VNode[] | undefined,
      ),
    ),
})
