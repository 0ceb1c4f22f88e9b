import type { Family } from '../../../shared/address.ts'
import type { FlowName } from '../../../shared/counts.ts'

/** The columns of `minute` and of a roll-up after the sizes, by family: reports of MLDv1 and MLDv2 lie with those of 2 and 3. */
export const FLOWS_OF: Readonly<Record<Family, readonly (FlowName | null)[]>> = {
  ipv4: ['joins', 'leaves', 'expiries', 'queries', 'reportsV1', 'reportsV2', 'reportsV3', 'problems'],
  ipv6: ['joins', 'leaves', 'expiries', 'queries', null, 'mldV1', 'mldV2', 'problems'],
}
