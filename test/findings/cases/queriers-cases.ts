import type { FindingCase } from '../scene.ts'
import { mixedVersions } from './mixed-versions.ts'
import { noQuerier } from './no-querier.ts'
import { oddSpecificQuery } from './odd-specific-query.ts'
import { querierChanged } from './querier-changed.ts'
import { querierFlaps } from './querier-flaps.ts'
import { querierSilent } from './querier-silent.ts'
import { slowQuerier } from './slow-querier.ts'
import { twoQueriers } from './two-queriers.ts'
import { unnumberedQuerier } from './unnumbered-querier.ts'

export const QUERIERS_CASES: readonly FindingCase[] = [
  noQuerier,
  querierSilent,
  twoQueriers,
  querierChanged,
  unnumberedQuerier,
  mixedVersions,
  oddSpecificQuery,
  slowQuerier,
  querierFlaps,
]
