import { computed, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { t } from '../i18n/index.ts'
import { keep, kept } from '../stores/kept.ts'
import {
  columnsOf,
  fitting,
  moved,
  readColumns,
  toggled,
  writeColumns,
  type Column,
  type ColumnList,
  type ColumnSpec,
} from './columns.ts'

/** The columns of a list: from the address, and from the reader's last choice into the address. `width`: of the table. */
export function useColumns(list: ColumnList, narrow: Readonly<Ref<boolean>>, width: Readonly<Ref<number>>) {
  const route = useRoute()
  const router = useRouter()
  const page = route.name
  const name = `cols.${list}`
  const all = columnsOf(list)

  const chosen = computed(() => readColumns(route.query['cols'], all))
  const shown = computed(() => chosen.value ?? fitting(all, width.value || window.innerWidth))
  const columns = computed<Column[]>(() =>
    narrow.value
      ? all.flatMap((spec) => (spec.narrow ? [drawn(spec, spec.narrow)] : []))
      : shown.value.map((spec) => drawn(spec, spec.grow ? `minmax(${spec.min}px, ${spec.grow}fr)` : `${spec.min}px`)),
  )
  const drawn = (spec: ColumnSpec, wide: string): Column => ({
    ...spec,
    label: t(`list.column.${spec.key}`),
    width: wide,
  })

  function write(cols: string | undefined): void {
    if (route.name === page) void router.replace({ query: { ...route.query, cols }, hash: route.hash })
  }
  function choose(next: readonly ColumnSpec[] | null): void {
    keep(name, next && writeColumns(next))
    write(next ? writeColumns(next) : undefined)
  }
  // A link shows a colleague the same columns, so what was chosen before is in the address too.
  watch(
    () => route.name === page && !('cols' in route.query) && readColumns(kept(name), all),
    (before) => {
      if (before) write(writeColumns(before))
    },
    { immediate: true },
  )
  return {
    all,
    columns,
    shown,
    chosen,
    toggle: (spec: ColumnSpec): void => choose(toggled(shown.value, spec, all)),
    move: (spec: ColumnSpec, by: -1 | 1): void => choose(moved(shown.value, spec, by)),
    reset: (): void => choose(null),
  }
}
